package dev.panal.engine.announce;

import dev.panal.io.EventLoop;
import java.time.Duration;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// When each [TierGroup] of a session has to go on: in order of time, on one timer for all of them,
/// so that ten thousand torrents that wait for half an hour cost no timer each.
final class Agenda {
  private final EventLoop loop;
  private final TreeSet<TierGroup> waiting = new TreeSet<>(Agenda::compare);
  private EventLoop.@Nullable Timer timer;
  private long timerNanos;
  private long waits;

  Agenda(EventLoop loop) {
    this.loop = loop;
  }

  private static int compare(TierGroup one, TierGroup other) {
    long order = one.dueNanos() - other.dueNanos();
    return Long.signum(order == 0 ? one.waitNumber() - other.waitNumber() : order);
  }

  /// The number of a wait; of two for the same time the first comes first.
  long nextNumber() {
    return waits++;
  }

  /// [TierGroup#due()] runs at [TierGroup#dueNanos()], in a turn of its own. Both that and its
  /// number stay as they are until then.
  void add(TierGroup group) {
    waiting.add(group);
    if (timer == null || timerNanos - group.dueNanos() > 0) {
      arm();
    }
  }

  void remove(TierGroup group) {
    waiting.remove(group);
    if (waiting.isEmpty()) {
      arm();
    }
  }

  private void arm() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (!waiting.isEmpty()) {
      timerNanos = waiting.first().dueNanos();
      timer = loop.schedule(Duration.ofNanos(timerNanos - loop.nanoTime()), this::first);
    }
  }

  private void first() {
    timer = null;
    TierGroup next =
        !waiting.isEmpty() && waiting.first().dueNanos() - loop.nanoTime() <= 0
            ? waiting.removeFirst()
            : null;
    arm();
    if (next != null) {
      next.due();
    }
  }
}
