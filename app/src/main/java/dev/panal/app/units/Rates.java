package dev.panal.app.units;

/// Numbers of bytes a second: `2MiB/s`, `500kB/s`, `100k`.
public final class Rates {
  private Rates() {}

  /// A size, with or without `/s`.
  ///
  /// @throws IllegalArgumentException if it is none, or zero
  public static long parse(String text) {
    String size = text.strip();
    if (size.endsWith("/s")) {
      size = size.substring(0, size.length() - 2);
    }
    long bytesPerSecond;
    try {
      bytesPerSecond = Sizes.parse(size);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a rate; write for example 2MiB/s or 500kB/s", e);
    }
    if (bytesPerSecond == 0) {
      throw new IllegalArgumentException(
          "a rate of 0 would move nothing; leave the option out for no limit");
    }
    return bytesPerSecond;
  }

  public static String print(long bytesPerSecond) {
    return Sizes.print(bytesPerSecond) + "/s";
  }
}
