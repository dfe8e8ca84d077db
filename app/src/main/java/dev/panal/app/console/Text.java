package dev.panal.app.console;

/// Text on a terminal. Names of files and messages of trackers are written by strangers.
public final class Text {
  private Text() {}

  /// `text` with everything that could steer a terminal or turn its reading direction shown as `�`.
  public static String safe(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          int type = Character.getType(c);
          boolean steers =
              Character.isISOControl(c)
                  || (type == Character.FORMAT && c != 0x200d)
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR
                  || type == Character.SURROGATE;
          safe.appendCodePoint(steers ? 0xfffd : c);
        });
    return safe.toString();
  }

  /// The same on one line: who writes a line break must not be able to write a line of ours.
  public static String oneLine(String text) {
    return safe(text.strip().replaceAll("\\s*\\R\\s*", " ⏎ ").replace('\t', ' '));
  }

  /// The start of `text` that fits into `columns`, with `…` where something was cut off.
  public static String fit(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    StringBuilder fitting = new StringBuilder();
    int used = 1; // the ellipsis
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      used += width(c);
      if (used > columns) {
        break;
      }
      fitting.appendCodePoint(c);
      i += Character.charCount(c);
    }
    return fitting.append('…').toString();
  }

  /// `text` filled up with spaces, or cut, to exactly `columns`.
  public static String pad(String text, int columns) {
    String fitting = fit(text, columns);
    return fitting + " ".repeat(columns - width(fitting));
  }

  /// Columns that `text` takes.
  public static int width(String text) {
    return text.codePoints().map(Text::width).sum();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || c == 0x200d) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  // The East Asian wide blocks and the emoji that matter, in place of the whole Unicode table.
  private static boolean isWide(int c) {
    return in(c, 0x1100, 0x115f)
        || in(c, 0x2e80, 0xa4cf)
        || in(c, 0xac00, 0xd7a3)
        || in(c, 0xf900, 0xfaff)
        || in(c, 0xfe30, 0xfe6f)
        || in(c, 0xff00, 0xff60)
        || in(c, 0xffe0, 0xffe6)
        || in(c, 0x1f300, 0x1faff)
        || in(c, 0x20000, 0x3fffd);
  }

  private static boolean in(int c, int first, int last) {
    return c >= first && c <= last;
  }
}
