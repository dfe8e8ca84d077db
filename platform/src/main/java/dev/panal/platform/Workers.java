package dev.panal.platform;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A few platform threads that come when there is work and go when there is none.
///
/// They are never interrupted while they work: an interrupt closes the file channel it hits.
final class Workers {
  /// A thread that had nothing to do for so long ends; starting one again costs less than the
  /// memory of its stack.
  private static final Duration IDLE_LIFE = Duration.ofSeconds(10);

  /// How long the end of a platform may be held up by a name server that does not answer.
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final ThreadPoolExecutor executor;

  private final AtomicInteger started = new AtomicInteger();

  /// @param queueLimit jobs that may wait; more are refused
  Workers(String name, int threads, int queueLimit) {
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_LIFE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(queueLimit),
            job -> thread(name + "-" + started.getAndIncrement(), job));
    executor.allowCoreThreadTimeOut(true);
  }

  // The JDK's builder can number threads, too, but at the first start only after some milliseconds.
  private static Thread thread(String name, Runnable job) {
    return Thread.ofPlatform().daemon(true).name(name).unstarted(job);
  }

  /// @throws java.util.concurrent.RejectedExecutionException when closed or the queue is full
  void execute(Runnable job) {
    executor.execute(job);
  }

  /// Takes no more work, lets what is queued finish and waits for the threads to end.
  void finish() {
    executor.shutdown();
    awaitEnd(Duration.ofDays(1));
  }

  /// Takes no more work and drops what is queued. Waits a moment for the threads to end; one that
  /// hangs in a call of the system ends later, on its own.
  void abandon() {
    executor.shutdown();
    executor.getQueue().clear();
    awaitEnd(PATIENCE);
  }

  private void awaitEnd(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    boolean waiting = true;
    while (waiting) {
      try {
        waiting = false;
        boolean _ = executor.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
        waiting = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
