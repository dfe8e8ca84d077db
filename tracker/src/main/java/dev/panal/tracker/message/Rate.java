package dev.panal.tracker.message;

import java.time.Duration;

/// How often something may happen.
///
/// @param burst so many times at once after a long rest
/// @param every and then once in this time
public record Rate(int burst, Duration every) {
  public Rate {
    if (burst < 1 || !every.isPositive()) {
      throw new IllegalArgumentException("a rate of " + burst + " and one every " + every);
    }
  }

  /// `burst` at once, then `perMinute` a minute.
  static Rate perMinute(int burst, int perMinute) {
    return new Rate(burst, Duration.ofMinutes(1).dividedBy(perMinute));
  }
}
