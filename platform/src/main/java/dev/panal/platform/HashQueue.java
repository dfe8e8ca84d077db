package dev.panal.platform;

import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.platform.hash.Hasher;
import dev.panal.platform.hash.Hashing;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What waits to be hashed with one algorithm. Jobs come from the loop; the threads that hash take
/// as many as they can hash side by side.
final class HashQueue {
  private final HashAlgorithm algorithm;
  private final Workers workers;
  private final Queue<HashJob> waiting = new ConcurrentLinkedQueue<>();
  private final Queue<Hasher> idle = new ConcurrentLinkedQueue<>();
  private final Queue<ByteBuffer> runs = new ConcurrentLinkedQueue<>();

  HashQueue(HashAlgorithm algorithm, Workers workers) {
    this.algorithm = algorithm;
    this.workers = workers;
  }

  /// @param refusal why they failed, should the threads have ended
  void addAll(List<HashJob> jobs, Supplier<Failure> refusal) {
    waiting.addAll(jobs);
    for (HashJob job : jobs) {
      try {
        workers.execute(this::work);
      } catch (RejectedExecutionException e) {
        if (waiting.remove(job)) {
          job.cancel(refusal.get());
        }
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

  /// Hashes blocks now, on this thread, a run of as many as fit side by side at a time.
  ///
  /// @return their digests, end to end
  byte[] hashBlocks(HashJob.Source content, long length, int blockLength) throws DiskFault {
    int count = Math.toIntExact((length + blockLength - 1) / blockLength);
    byte[] digests = new byte[count * algorithm.digestBytes()];
    Hasher hasher = take();
    ByteBuffer run = takeRun(Math.min(Hashing.MAX_LANES, count) * blockLength);
    int[] next = {0};
    int whole = run.capacity() / blockLength * blockLength;
    for (ByteBuffer bytes = content.next(run.clear().limit(whole));
        bytes.hasRemaining();
        bytes = content.next(run.clear().limit(whole))) {
      Queue<HashJob> blocks = new ArrayDeque<>();
      for (int at = 0; at < bytes.limit(); at += blockLength) {
        ByteBuffer block = bytes.slice(at, Math.min(blockLength, bytes.limit() - at));
        int to = next[0]++ * algorithm.digestBytes();
        blocks.add(
            new HashJob(
                this, new MemorySource(List.of(block)), digest -> put(digest, digests, to)));
      }
      while (hasher.hash(blocks::poll)) {
        // as long as there are any
      }
    }
    idle.add(hasher);
    runs.add(run);
    return digests;
  }

  private void put(Result<byte[]> digest, byte[] digests, int at) {
    if (digest instanceof Result.Done<byte[]>(byte[] bytes)) {
      System.arraycopy(bytes, 0, digests, at, bytes.length);
    } else {
      throw new IllegalStateException("memory that cannot be read: " + digest);
    }
  }

  private ByteBuffer takeRun(int bytes) {
    ByteBuffer run = runs.poll();
    return run != null && run.capacity() >= bytes ? run : ByteBuffer.allocateDirect(bytes);
  }

  /// One that nobody uses, or a new one; there are never more than threads.
  private Hasher take() {
    Hasher hasher = idle.poll();
    return hasher == null ? new Hasher(Hashing.of(algorithm)) : hasher;
  }

  void clear() {
    idle.clear();
    runs.clear();
  }
}
