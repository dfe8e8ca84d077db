package dev.panal.platform;

/// How busy a loop is. Written by the loop, readable from any thread.
final class LoopGauge {
  /// The duty cycle is that of windows this long: short enough to follow, long enough to be calm.
  private static final long WINDOW_NANOS = 1_000_000_000;

  private static final long PARKED = 0;

  private volatile long turnStartNanos = PARKED;
  private volatile long turns;
  private volatile double dutyCycle;

  private long windowStartNanos = System.nanoTime();
  private long busyNanos;

  void turnStarts(long nowNanos) {
    long window = nowNanos - windowStartNanos;
    if (window >= WINDOW_NANOS) {
      dutyCycle = (double) busyNanos / window;
      windowStartNanos = nowNanos;
      busyNanos = 0;
    }
    turnStartNanos = nowNanos == PARKED ? 1 : nowNanos;
  }

  void turnEnds(long nowNanos) {
    busyNanos += nowNanos - turnStartNanos;
    turnStartNanos = PARKED;
    long next = turns + 1;
    turns = next;
  }

  /// How long the current turn has been running; 0 while the loop waits.
  long turnAgeNanos(long nowNanos) {
    long start = turnStartNanos;
    return start == PARKED ? 0 : nowNanos - start;
  }

  /// Turns that have ended.
  long turns() {
    return turns;
  }

  /// Part of the last full window in which the loop was busy, 0 to 1.
  double dutyCycle() {
    return dutyCycle;
  }
}
