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

  /// The best of several slices counts: in the others, code was being compiled, or the processors
  /// had other things to do.
  private static final long SLICE_NANOS = Duration.ofMillis(15).toNanos();

  private static final long USUAL_NANOS = Duration.ofMillis(130).toNanos();

  /// Before a machine is called slow, it gets more time to show that it is not.
  private static final long LONG_NANOS = Duration.ofMillis(600).toNanos();

  /// A machine that is slower than this has other troubles.
  private static final long PATIENCE_SECONDS = 10;

  private final Ports ports;
  private final HashAlgorithm algorithm;
  private final long enough;
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
  private final CompletableFuture<Long> bytesPerSecond = new CompletableFuture<>();
  private final long started = System.nanoTime();
  private long sliceStart = started;
  private long sliceBytes;
  private long best;

  private HashSpeed(Ports ports, HashAlgorithm algorithm, long enough) {
    this.ports = ports;
    this.algorithm = algorithm;
    this.enough = enough;
  }

  /// Takes little more than a tenth of a second, usually. From a thread that is not the loop.
  ///
  /// @param enough a machine that is slower is measured for longer
  /// @param threads that hash
  /// @return bytes a second; 0 if it could not be measured
  static long measure(Ports ports, HashAlgorithm algorithm, int threads, long enough)
      throws InterruptedException {
    HashSpeed run = new HashSpeed(ports, algorithm, enough);
    ports
        .loop()
        .execute(() -> {
          // Two for each thread: one at work, one waiting.
          for (int i = 0; i < 2 * threads; i++) {
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
    long now = System.nanoTime();
    long slice = now - sliceStart;
    sliceBytes += CHUNK_BYTES;
    if (slice >= SLICE_NANOS) {
      best = Math.max(best, sliceBytes * 1_000_000 / (slice / 1_000));
      sliceStart = now;
      sliceBytes = 0;
    }
    if (best > 0 && now - started >= (best >= enough ? USUAL_NANOS : LONG_NANOS)) {
      bytesPerSecond.complete(best);
    } else {
      next();
    }
  }
}
