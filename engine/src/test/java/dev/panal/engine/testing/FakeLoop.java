package dev.panal.engine.testing;

import dev.panal.io.EventLoop;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/// A loop that runs only when a test says so, in virtual time: tasks in order of (due time, order
/// of scheduling).
public final class FakeLoop implements EventLoop {
  /// What a test may take before it is called endless.
  private static final int MAX_TURNS = 5_000_000;

  private static final class Task implements Timer, Comparable<Task> {
    private final long due;
    private final long sequence;
    private final Runnable body;
    private boolean cancelled;

    Task(long due, long sequence, Runnable body) {
      this.due = due;
      this.sequence = sequence;
      this.body = body;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(due, other.due);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long now = 1_000_000_000L;
  private long sequence;
  private boolean running;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long epochMillis() {
    return 1_700_000_000_000L + now / 1_000_000;
  }

  @Override
  public void execute(Runnable task) {
    schedule(Duration.ZERO, task);
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    Task scheduled = new Task(now + Math.max(0, delay.toNanos()), sequence++, task);
    tasks.add(scheduled);
    return scheduled;
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  /// Runs what is due now, and what that makes due now.
  public void runDue() {
    runUntil(() -> false, Duration.ZERO);
  }

  /// Runs tasks, and moves the time on to the next one, until nothing is left. Not for code with a
  /// periodic timer.
  public void runAll() {
    int turns = 0;
    while (step()) {
      if (++turns > MAX_TURNS) {
        throw new AssertionError("the loop does not come to rest");
      }
    }
  }

  /// Lets `time` pass.
  public void advance(Duration time) {
    runUntil(() -> false, time);
  }

  /// Runs until `condition` holds or `limit` has passed.
  ///
  /// @return whether the condition holds
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    long end = now + limit.toNanos();
    int turns = 0;
    while (!condition.getAsBoolean()) {
      Task next = tasks.peek();
      if (next == null || next.due > end) {
        now = end;
        return condition.getAsBoolean();
      }
      step();
      if (++turns > MAX_TURNS) {
        throw new AssertionError("the loop does not come to rest");
      }
    }
    return true;
  }

  /// Runs one task, moving the time to it.
  ///
  /// @return false if there was none
  public boolean step() {
    if (running) {
      throw new IllegalStateException("the loop is run from inside of the loop");
    }
    Task next = tasks.poll();
    if (next == null) {
      return false;
    }
    now = Math.max(now, next.due);
    if (!next.cancelled) {
      running = true;
      try {
        next.body.run();
      } finally {
        running = false;
      }
    }
    return true;
  }

  /// How many tasks and timers have neither run nor been cancelled.
  public int pending() {
    return (int) tasks.stream().filter(task -> !task.cancelled).count();
  }

  /// Drops all tasks, as the death of the process does.
  public void kill() {
    tasks.clear();
  }
}
