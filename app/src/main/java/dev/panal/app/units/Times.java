package dev.panal.app.units;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lengths of time: `90s`, `2h`, `1h30m`, `500ms`.
public final class Times {
  private static final Pattern PART =
      Pattern.compile(
          "(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(ms|min|m|s|h|d)\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,3})?");

  private Times() {}

  /// One or more numbers with a unit (`ms`, `s`, `m` or `min`, `h`, `d`); a bare number is seconds.
  ///
  /// @throws IllegalArgumentException if it is none of these
  public static Duration parse(String text) {
    String stripped = text.strip();
    if (SECONDS.matcher(stripped).matches()) {
      return duration(stripped, "s");
    }
    Matcher part = PART.matcher(stripped);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (end < stripped.length() && part.find(end) && part.start() == end) {
      sum = sum.plus(duration(part.group(1), part.group(2)));
      end = part.end();
    }
    if (stripped.isEmpty() || end < stripped.length()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a time; write for example 90s, 2h or 1h30m");
    }
    return sum;
  }

  private static Duration duration(String number, String unit) {
    long millis =
        switch (unit.toLowerCase(Locale.ROOT)) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m", "min" -> 60_000;
          case "h" -> 3_600_000;
          default -> 86_400_000;
        };
    return Duration.ofMillis(
        new BigDecimal(number)
            .multiply(BigDecimal.valueOf(millis))
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact());
  }

  /// The two largest units: `0s`, `59s`, `4m 05s`, `3h 20m`, `2d 4h`.
  public static String print(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60);
    }
    if (seconds < 86_400) {
      return String.format(Locale.ROOT, "%dh %02dm", seconds / 3_600, seconds / 60 % 60);
    }
    return String.format(Locale.ROOT, "%dd %dh", seconds / 86_400, seconds / 3_600 % 24);
  }
}
