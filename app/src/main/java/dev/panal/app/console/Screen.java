package dev.panal.app.console;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How large a terminal is.
public record Screen(int columns, int rows) {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");
  private static final Screen USUAL = new Screen(80, 24);

  /// Reads what the launch script found out: `COLUMNSxLINES`.
  ///
  /// @return empty if `text` is empty, which means that there is no terminal
  public static Optional<Screen> parse(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      return Optional.of(USUAL);
    }
    int columns = Integer.parseInt(size.group(1));
    int rows = Integer.parseInt(size.group(2));
    // Serial lines and some multiplexers say 0x0.
    return Optional.of(columns < 20 || rows < 3 ? USUAL : new Screen(columns, rows));
  }
}
