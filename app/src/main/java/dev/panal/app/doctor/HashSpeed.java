package dev.panal.app.doctor;

import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Ports;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How fast this machine hashes, with all its processors, the way downloads are hashed.
final class HashSpeed {
  /// Small, because the first few are hashed by code that is not compiled yet.
  private static final int CHUNK_BYTES = 64 * 1024;

  /// For each thread: as many as any processor hashes at a time, and as many that wait.
  private static final int IN_FLIGHT = 32;

  /// The best of several slices counts: in the others, code was being compiled, or the processors
  /// had other things to do.
  private static final long SLICE_NANOS = Duration.ofMillis(15).toNanos();

  /// When so many slices in a row were no better, the best has been seen.
  private static final int PLATEAU_SLICES = 4;

  private static final long LEAST_NANOS = Duration.ofMillis(120).toNanos();

  /// Before a machine is called slower than this, it gets more time to show that it is not: its
  /// processors may be so busy that compiling takes long.
  private static final long FAST_BYTES_PER_SECOND = 250_000_000;

  private static final long MOST_NANOS = Duration.ofSeconds(1).toNanos();

  /// A machine that is slower than this has other troubles.
  private static final long PATIENCE_SECONDS = 10;

  private final Ports ports;
  private final HashAlgorithm algorithm;
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
  private final CompletableFuture<Long> bytesPerSecond = new CompletableFuture<>();
  private final long started = System.nanoTime();
  private long sliceStart = started;
  private long sliceBytes;
  private long best;
  private int noBetter;

  private HashSpeed(Ports ports, HashAlgorithm algorithm) {
    this.ports = ports;
    this.algorithm = algorithm;
  }

  /// Takes little more than a tenth of a second, usually. From a thread that is not the loop.
  ///
  /// @param threads that hash
  /// @return bytes a second; 0 if it could not be measured
  static long measure(Ports ports, HashAlgorithm algorithm, int threads)
      throws InterruptedException {
    HashSpeed run = new HashSpeed(ports, algorithm);
    ports
        .loop()
        .execute(() -> {
          for (int i = 0; i < IN_FLIGHT * threads; i++) {
            run.next();
          }
        });
    try {
      return run.bytesPerSecond.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return 0;
    }
  }

  private void next() {
    ports.disk().hashMemory(algorithm, List.of(chunk), _ -> hashed());
  }

  private void hashed() {
    sliceBytes += CHUNK_BYTES;
    long now = System.nanoTime();
    if (now - sliceStart >= SLICE_NANOS) {
      slice(now);
    }
    boolean plateau =
        noBetter >= PLATEAU_SLICES && best >= FAST_BYTES_PER_SECOND && now - started >= LEAST_NANOS;
    if (plateau || (best > 0 && now - started >= MOST_NANOS)) {
      bytesPerSecond.complete(best);
    } else {
      next();
    }
  }

  private void slice(long now) {
    long speed = sliceBytes * 1_000_000 / ((now - sliceStart) / 1_000);
    // A tenth more or less is chance.
    noBetter = speed > best + best / 10 ? 0 : noBetter + 1;
    best = Math.max(best, speed);
    sliceStart = now;
    sliceBytes = 0;
  }
}
