package dev.panal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Text that a remote wants people to read: reasons of trackers, names of clients.
public final class RemoteText {
  private RemoteText() {}

  /// One line of at most `maxLength` characters without anything that could play tricks on a
  /// terminal or a page's layout: control, format and private characters become spaces, what is not
  /// UTF-8 becomes U+FFFD.
  public static String clean(byte[] utf8, int maxLength) {
    byte[] start = Arrays.copyOf(utf8, Math.min(utf8.length, 4 * maxLength));
    StringBuilder line = new StringBuilder(Math.min(start.length, maxLength));
    for (int codePoint : new String(start, StandardCharsets.UTF_8).codePoints().toArray()) {
      if (line.length() + Character.charCount(codePoint) > maxLength) {
        break;
      }
      line.appendCodePoint(isPrintable(codePoint) ? codePoint : ' ');
    }
    return line.toString().strip();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
