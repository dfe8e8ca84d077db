package dev.panal.platform;

import dev.panal.io.Disk.HashAlgorithm;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.Map;

/// Digests one stream after the other, and has a buffer to read files with. In the hands of one
/// thread at a time.
final class Hasher {
  /// One step of a file: small enough to be still in the cache when it is hashed, large enough that
  /// the system call does not count.
  private static final int STEP_BYTES = 256 * 1024;

  private final Map<HashAlgorithm, MessageDigest> digests = new EnumMap<>(HashAlgorithm.class);
  private final ByteBuffer step = ByteBuffer.allocateDirect(STEP_BYTES);
  private MessageDigest current = digest(HashAlgorithm.SHA1);

  void start(HashAlgorithm algorithm) {
    current = digests.computeIfAbsent(algorithm, Hasher::digest);
    current.reset();
  }

  /// Empty memory for at most this many bytes, to be filled and given to [#update(ByteBuffer)].
  ByteBuffer step(long bytes) {
    return step.clear().limit((int) Math.min(STEP_BYTES, bytes));
  }

  void update(ByteBuffer bytes) {
    current.update(bytes);
  }

  void updateZeros(int count) {
    int left = count;
    while (left > 0) {
      ByteBuffer zeros = step(left);
      MemorySegment.ofBuffer(zeros).fill((byte) 0);
      left -= zeros.remaining();
      update(zeros);
    }
  }

  byte[] finish() {
    return current.digest();
  }

  private static MessageDigest digest(HashAlgorithm algorithm) {
    String name =
        switch (algorithm) {
          case SHA1 -> "SHA-1";
          case SHA256 -> "SHA-256";
        };
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }
}
