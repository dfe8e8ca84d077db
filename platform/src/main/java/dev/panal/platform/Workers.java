package dev.panal.platform;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A few platform threads that come when there is work and go when there is none.
///
/// They are never interrupted while they work: an interrupt closes the file channel it hits.
final class Workers {
  /// A thread that had nothing to do for so long ends; starting one again costs less than the
  /// memory of its stack.
  private static final Duration IDLE_LIFE = Duration.ofSeconds(10);

  private final ThreadPoolExecutor executor;

  /// @param queueLimit jobs that may wait; more are refused
  Workers(String name, int threads, int queueLimit) {
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_LIFE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(queueLimit),
            Thread.ofPlatform().daemon(true).name(name + "-", 0).factory());
    executor.allowCoreThreadTimeOut(true);
  }

  /// @throws java.util.concurrent.RejectedExecutionException when closed or the queue is full
  void execute(Runnable job) {
    executor.execute(job);
  }

  /// Takes no more work, lets what is queued finish and waits for the threads to end.
  void finish() {
    executor.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = executor.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes no more work and drops what is queued; a job that runs may end later, on its own.
  void abandon() {
    executor.shutdown();
    executor.getQueue().clear();
  }
}
