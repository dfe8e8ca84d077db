package dev.panal.platform;

import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Disk.Span;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.platform.hash.Hasher;
import dev.panal.platform.hash.Hashing;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What waits to be hashed with one algorithm. Jobs come from the loop; the threads that hash take
/// as many as they can hash side by side.
final class HashQueue {
  private final HashAlgorithm algorithm;
  private final Workers workers;
  private final Queue<HashJob> waiting = new ConcurrentLinkedQueue<>();
  private final Queue<Hasher> idle = new ConcurrentLinkedQueue<>();

  HashQueue(HashAlgorithm algorithm, Workers workers) {
    this.algorithm = algorithm;
    this.workers = workers;
  }

  /// @param refusal why it failed, should the threads have ended
  void add(HashJob job, Supplier<Failure> refusal) {
    waiting.add(job);
    try {
      workers.execute(this::work);
    } catch (RejectedExecutionException e) {
      if (waiting.remove(job)) {
        job.cancel(refusal.get());
      }
    }
  }

  /// For every job one thread comes by, so whoever finds nothing can leave.
  private void work() {
    if (waiting.isEmpty()) {
      return;
    }
    Hasher hasher = take();
    List<HashJob> taken = new ArrayList<>();
    try {
      boolean more = true;
      while (more) {
        more = hasher.hash(() -> next(taken));
        taken.clear();
      }
      idle.add(hasher);
    } catch (RuntimeException | Error e) {
      taken.forEach(job -> job.broken(e));
    }
  }

  private @Nullable HashJob next(List<HashJob> taken) {
    HashJob job = waiting.poll();
    if (job != null) {
      taken.add(job);
    }
    return job;
  }

  /// Hashes blocks now, on this thread; their digests, end to end.
  byte[] hashBlocks(List<List<Span>> blocks, Function<List<Span>, HashJob.Source> source)
      throws DiskFault {
    int digestBytes = algorithm.digestBytes();
    byte[] digests = new byte[blocks.size() * digestBytes];
    List<Failure> failures = new ArrayList<>();
    Iterator<List<Span>> each = blocks.iterator();
    int[] next = {0};
    Hasher hasher = take();
    Supplier<@Nullable HashJob> jobs =
        () -> {
          if (!each.hasNext() || !failures.isEmpty()) {
            return null;
          }
          List<Span> block = each.next();
          int at = next[0]++ * digestBytes;
          return new HashJob(
              block,
              source.apply(block),
              result -> {
                switch (result) {
                  case Result.Done<byte[]>(byte[] digest) ->
                      System.arraycopy(digest, 0, digests, at, digestBytes);
                  case Result.Failed<byte[]>(Failure failure) -> failures.add(failure);
                }
              });
        };
    while (hasher.hash(jobs)) {
      // as long as there are any
    }
    idle.add(hasher);
    if (!failures.isEmpty()) {
      throw new DiskFault(failures.getFirst());
    }
    return digests;
  }

  /// One that nobody uses, or a new one; there are never more than threads.
  private Hasher take() {
    Hasher hasher = idle.poll();
    return hasher == null ? new Hasher(Hashing.of(algorithm)) : hasher;
  }

  void clear() {
    idle.clear();
  }
}
