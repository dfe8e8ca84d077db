package dev.panal.app.hash;

import dev.panal.io.Completion;
import dev.panal.io.Disk;
import dev.panal.io.Disk.Span;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Hashes a list of jobs with several in flight, from a thread that waits.
public final class HashRun {
  /// Enough that the disk's threads, and as many lanes as a processor may have, never wait for the
  /// loop; spans that wait cost nothing.
  private static final int IN_FLIGHT = 256;

  private final Ports ports;
  private final Jobs jobs;
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();
  private int next;
  private int inFlight;
  private boolean stopped;
  private final AtomicLong hashedBytes = new AtomicLong();

  /// What is to be hashed, and who hears of it. All on the loop.
  public interface Jobs {
    int count();

    List<Span> spans(int job);

    void hash(Disk disk, List<Span> spans, Completion<byte[]> completion);

    /// @param digests what [#hash(Disk, List, Completion)] came to
    /// @return whether to go on
    boolean hashed(int job, Result<byte[]> digests);
  }

  private HashRun(Ports ports, Jobs jobs) {
    this.ports = ports;
    this.jobs = jobs;
  }

  /// Runs all jobs, or as many as it takes until one says stop, and returns when none is left in
  /// flight.
  ///
  /// @param progress hears on this thread, every `pace`, how many bytes were hashed
  public static void run(Ports ports, Jobs jobs, Duration pace, LongConsumer progress)
      throws InterruptedException {
    HashRun run = new HashRun(ports, jobs);
    ports.loop().execute(run::pump);
    while (true) {
      try {
        boolean _ = run.done.get(pace.toMillis(), TimeUnit.MILLISECONDS);
        progress.accept(run.hashedBytes.get());
        return;
      } catch (TimeoutException e) {
        progress.accept(run.hashedBytes.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private void pump() {
    try {
      while (!stopped && inFlight < IN_FLIGHT && next < jobs.count()) {
        start(next++);
      }
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
      return;
    }
    if (inFlight == 0) {
      done.complete(true);
    }
  }

  private void start(int job) {
    List<Span> spans = jobs.spans(job);
    inFlight++;
    jobs.hash(
        ports.disk(),
        spans,
        digests -> {
          inFlight--;
          spans.forEach(span -> hashedBytes.addAndGet(span.length()));
          try {
            stopped |= !jobs.hashed(job, digests);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
            return;
          }
          pump();
        });
  }
}
