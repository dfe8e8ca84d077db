package dev.panal.io;

import java.time.Duration;

/// The one thread, real or virtual, that owns a piece of state.
///
/// Everything an engine or a tracker shard knows is read and written on its loop only, so nothing
/// is locked. A task must never block: whoever has to wait hands the work to a port and goes on
/// when the completion arrives as a task of the loop. An exception out of a task or a completion is
/// logged and never ends the loop.
public interface EventLoop {
  /// Monotonic time in nanoseconds; only differences mean anything. It may stand still during a
  /// task.
  long nanoTime();

  /// Wall-clock time in milliseconds since 1970, for what people read and what outlives the
  /// process. It may jump; never measure with it.
  long epochMillis();

  /// Runs `task` on the loop, after what is already queued, never inside this call. The only method
  /// that may be called from any thread. After the loop has ended the task is dropped.
  void execute(Runnable task);

  /// Runs `task` on the loop once `delay` has passed; a delay of zero or less means the next turn.
  /// Timers that are due at the same time run in the order in which they were scheduled.
  Timer schedule(Duration delay, Runnable task);

  /// Whether the caller is on the loop.
  boolean inLoop();

  /// A scheduled task that may be taken back.
  interface Timer {
    /// The task will not run. Without effect once it has run or been cancelled.
    void cancel();
  }
}
