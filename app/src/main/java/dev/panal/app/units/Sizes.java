package dev.panal.app.units;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of bytes: `16MiB`, `1.5GB`, `512k`, `4096`.
public final class Sizes {
  private static final Pattern SIZE =
      Pattern.compile(
          "(\\d{1,19}(?:\\.\\d{1,9})?)\\s*(?:([KMGTP])(i?B?)|B)?", Pattern.CASE_INSENSITIVE);
  private static final String PREFIXES = "KMGTP";

  private Sizes() {}

  /// `KiB, MiB, GiB…` count in 1024, `kB, MB, GB…` in 1000, and a lone `k, M, G…` in 1024, as in
  /// most programs that move files.
  ///
  /// @throws IllegalArgumentException if it is none of these, or more than a long holds
  public static long parse(String text) {
    Matcher parts = SIZE.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write for example 16MiB, 1.5GB or 4096");
    }
    BigDecimal bytes = new BigDecimal(parts.group(1));
    if (parts.group(2) != null) {
      int power = PREFIXES.indexOf(parts.group(2).toUpperCase(Locale.ROOT)) + 1;
      int step = parts.group(3).equalsIgnoreCase("B") ? 1000 : 1024;
      bytes = bytes.multiply(BigDecimal.valueOf(step).pow(power));
    }
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is too large a size");
    }
    return bytes.longValue();
  }

  /// Three digits or so, in powers of 1024: `0 B`, `1023 B`, `1.5 KiB`, `16.0 MiB`, `312 GiB`.
  public static String print(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int power = 0;
    // 1023.95 would be printed as 1024.0; the next prefix says it better.
    while (value >= 1023.95 && power < PREFIXES.length()) {
      value /= 1024;
      power++;
    }
    return String.format(
        Locale.ROOT, value < 99.95 ? "%.1f %siB" : "%.0f %siB", value, PREFIXES.charAt(power - 1));
  }
}
