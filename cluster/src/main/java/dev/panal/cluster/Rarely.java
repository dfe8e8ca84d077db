package dev.panal.cluster;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// A log of what strangers can cause: one line a minute, with a count of what was not logged,
/// however much they send. May be called from any thread.
final class Rarely {
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private @Nullable Long last;
  private long unsaid;

  Rarely(Logger log) {
    this.log = log;
  }

  synchronized void warn(String text) {
    long now = System.nanoTime();
    if (last != null && now - last < QUIET_NANOS) {
      unsaid++;
      return;
    }
    if (unsaid == 0) {
      log.warn("{}", text);
    } else {
      log.warn("{} (and {} more of this kind before)", text, unsaid);
    }
    last = now;
    unsaid = 0;
  }
}
