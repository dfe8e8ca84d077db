package dev.panal.app.tracker.console;

import java.time.Duration;
import java.time.Instant;

/// How many lines a person is shown: some at once, then so many a second. A busy tracker has a
/// hundred thousand events in a second, and nobody reads them.
final class LineBudget {
  private static final int BURST = 400;
  private static final int PER_SECOND = 100;

  private double left = BURST;
  private Instant last = Instant.EPOCH;
  private long withheld;

  /// Whether one more line may be shown now; if not, it counts as withheld.
  boolean spend(Instant now) {
    if (last.isBefore(now)) {
      // Long rests count no more than it takes to have all of them again.
      long millis = Math.min(Duration.between(last, now).toMillis(), BURST * 1_000L);
      left = Math.min(BURST, left + millis * PER_SECOND / 1_000.0);
      last = now;
    }
    if (left < 1) {
      withheld++;
      return false;
    }
    left--;
    return true;
  }

  void withhold(long lines) {
    withheld += lines;
  }

  /// How many lines were withheld since this was asked last.
  long withheld() {
    long count = withheld;
    withheld = 0;
    return count;
  }
}
