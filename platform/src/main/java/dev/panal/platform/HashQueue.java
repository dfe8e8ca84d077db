package dev.panal.platform;

import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Failure;
import dev.panal.platform.hash.Hasher;
import dev.panal.platform.hash.Hashing;
import java.nio.ByteBuffer;
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
  /// @param levels how many times digests of neighbours are hashed as one afterwards
  /// @return the digests, end to end
  byte[] hashBlocks(HashJob.Source content, long length, int blockLength, int levels)
      throws DiskFault {
    int count = Math.toIntExact((length + blockLength - 1) / blockLength);
    byte[] digests = new byte[count * algorithm.digestBytes()];
    Hasher hasher = take();
    int pairBytes = 2 * algorithm.digestBytes();
    ByteBuffer run = takeRun(Math.max(pairBytes, Math.min(Hashing.MAX_LANES, count) * blockLength));
    int to = 0;
    int whole = run.capacity() / blockLength * blockLength;
    for (ByteBuffer bytes = content.next(run.clear().limit(whole));
        bytes.hasRemaining();
        bytes = content.next(run.clear().limit(whole))) {
      int rest = bytes.remaining() % blockLength;
      ByteBuffer blocks = bytes.slice(bytes.position(), bytes.remaining() - rest);
      hasher.hashBlocks(blocks, blockLength, digests, to);
      to += blocks.limit() / blockLength * algorithm.digestBytes();
      if (rest > 0) {
        hasher.hashBlocks(bytes.slice(bytes.limit() - rest, rest), rest, digests, to);
      }
    }
    for (int level = 0; level < levels; level++) {
      digests = pairs(hasher, digests, pairBytes, run);
    }
    idle.add(hasher);
    runs.add(run);
    return digests;
  }

  /// The level above in a tree.
  ///
  /// @param memory room for at least one pair
  private byte[] pairs(Hasher hasher, byte[] digests, int pairBytes, ByteBuffer memory) {
    int most = memory.capacity() / pairBytes * pairBytes;
    byte[] above = new byte[digests.length / 2];
    for (int at = 0; at < digests.length; at += most) {
      memory.clear().put(digests, at, Math.min(most, digests.length - at)).flip();
      hasher.hashBlocks(memory, pairBytes, above, at / 2);
    }
    return above;
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
