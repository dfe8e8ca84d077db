package dev.panal.platform;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks at a loop from outside, and when one of its turns takes too long logs what it is doing: by
/// the time the loop itself could tell, the stack is gone.
///
/// A virtual thread that sleeps: costs no thread of its own, however many loops there are.
final class Watchdog {
  /// A loop that hangs for good is worth a line now and then, not a flood.
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(5);

  private final Thread watched;
  private final LoopGauge gauge;
  private final Duration stallLimit;
  private final Consumer<String> report;
  private @Nullable Thread watcher;

  /// @param report told of every stall, on the watcher's thread
  Watchdog(Thread watched, LoopGauge gauge, Duration stallLimit, Consumer<String> report) {
    this.watched = watched;
    this.gauge = gauge;
    this.stallLimit = stallLimit;
    this.report = report;
  }

  /// On the loop, like [#stop()].
  void start() {
    watcher = Thread.ofVirtual().name(watched.getName() + "-watchdog").start(this::watch);
  }

  void stop() {
    if (watcher != null) {
      watcher.interrupt();
    }
  }

  private void watch() {
    long reportedTurn = -1;
    try {
      while (true) {
        Thread.sleep(stallLimit);
        long turn = gauge.turns();
        long ageNanos = gauge.turnAgeNanos(System.nanoTime());
        if (ageNanos > stallLimit.toNanos() && turn != reportedTurn && turn == gauge.turns()) {
          report(ageNanos);
          reportedTurn = turn;
          Thread.sleep(BETWEEN_REPORTS);
        }
      }
    } catch (InterruptedException e) {
      // The loop has ended.
    }
  }

  private void report(long ageNanos) {
    String stack =
        Arrays.stream(watched.getStackTrace())
            .map(frame -> "\n    at " + frame)
            .collect(Collectors.joining());
    report.accept(
        watched.getName() + " has been in one turn for " + ageNanos / 1_000_000 + " ms:" + stack);
  }
}
