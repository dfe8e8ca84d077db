package dev.panal.platform;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Chance that nobody can guess, since keys are made of it, drawn from the system in blocks: asking
/// it for every number costs a lock and a system call each time.
///
/// Belongs to one loop. What has been handed out is wiped, so that a look into memory shows no
/// past.
final class StrongRandom implements RandomGenerator {
  private static final int BLOCK_BYTES = 2048;

  /// Made when first needed: finding the system's source takes longer than opening all the rest.
  private @Nullable SecureRandom source;

  private final byte[] block = new byte[BLOCK_BYTES];
  private final ByteBuffer unused = ByteBuffer.wrap(block).position(BLOCK_BYTES);

  @Override
  public long nextLong() {
    if (!unused.hasRemaining()) {
      source().nextBytes(block);
      unused.clear();
    }
    int at = unused.position();
    long value = unused.getLong();
    Arrays.fill(block, at, at + Long.BYTES, (byte) 0);
    return value;
  }

  private SecureRandom source() {
    SecureRandom open = source;
    if (open == null) {
      open = new SecureRandom();
      source = open;
    }
    return open;
  }
}
