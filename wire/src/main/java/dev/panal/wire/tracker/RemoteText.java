package dev.panal.wire.tracker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Text that a remote wants people to read.
final class RemoteText {
  /// A sentence or two; the rest is cut off.
  static final int MAX_LENGTH = 300;

  private RemoteText() {}

  /// One line without anything that could play tricks on a terminal: what is no letter, digit, sign
  /// or space of UTF-8 becomes a space or U+FFFD.
  static String clean(byte[] utf8) {
    String text =
        new String(
            Arrays.copyOf(utf8, Math.min(utf8.length, 4 * MAX_LENGTH)), StandardCharsets.UTF_8);
    StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
    int[] codePoints = text.codePoints().limit(MAX_LENGTH).toArray();
    for (int codePoint : codePoints) {
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
