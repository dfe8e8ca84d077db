package dev.panal.benchmarks;

import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What every JDK has.
final class MessageDigestHashing implements PieceHashing {
  private final MessageDigest digest;
  private final int digestLength;

  MessageDigestHashing(Algorithm algorithm) {
    try {
      digest = MessageDigest.getInstance(algorithm.javaName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm.javaName, e);
    }
    digestLength = algorithm.digestLength;
  }

  @Override
  public void hash(MemorySegment pieces, int pieceLength, MemorySegment digests) {
    int count = Math.toIntExact(pieces.byteSize() / pieceLength);
    for (int i = 0; i < count; i++) {
      digest.update(pieces.asSlice((long) i * pieceLength, pieceLength).asByteBuffer());
      MemorySegment hash = MemorySegment.ofArray(digest.digest());
      MemorySegment.copy(hash, 0, digests, (long) i * digestLength, digestLength);
    }
  }
}
