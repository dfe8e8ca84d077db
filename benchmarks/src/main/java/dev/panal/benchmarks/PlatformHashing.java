package dev.panal.benchmarks;

import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.platform.hash.HashStream;
import dev.panal.platform.hash.Hasher;
import dev.panal.platform.hash.Hashing;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.stream.LongStream;

/// Panal's own.
final class PlatformHashing implements PieceHashing {
  private final Hasher hasher;

  private PlatformHashing(Hashing hashing) {
    hasher = new Hasher(hashing);
  }

  /// What it chooses on this machine.
  static PlatformHashing best(Algorithm algorithm) {
    return new PlatformHashing(Hashing.of(named(algorithm)));
  }

  /// The one with so many lanes, where the machine has it.
  static PlatformHashing ofLanes(Algorithm algorithm, int lanes) {
    return Hashing.all(named(algorithm)).stream()
        .filter(hashing -> hashing.lanes() == lanes)
        .findFirst()
        .map(PlatformHashing::new)
        .orElseThrow(() -> new IllegalStateException("this machine has no " + lanes + " lanes"));
  }

  private static HashAlgorithm named(Algorithm algorithm) {
    return switch (algorithm) {
      case SHA1 -> HashAlgorithm.SHA1;
      case SHA256 -> HashAlgorithm.SHA256;
    };
  }

  @Override
  public void hash(MemorySegment pieces, int pieceLength, MemorySegment digests) {
    Iterator<Piece> each =
        LongStream.range(0, pieces.byteSize() / pieceLength)
            .mapToObj(i -> new Piece(pieces.asSlice(i * pieceLength, pieceLength), digests, i))
            .iterator();
    boolean more = true;
    while (more) {
      more = hasher.hash(() -> each.hasNext() ? each.next() : null);
    }
  }

  private static final class Piece implements HashStream {
    private final ByteBuffer bytes;
    private final MemorySegment digests;
    private final long index;
    private boolean given;

    Piece(MemorySegment bytes, MemorySegment digests, long index) {
      this.bytes = bytes.asByteBuffer();
      this.digests = digests;
      this.index = index;
    }

    @Override
    public ByteBuffer next(ByteBuffer scratch) {
      ByteBuffer next = given ? bytes.slice(0, 0) : bytes.duplicate();
      given = true;
      return next;
    }

    @Override
    public void digest(byte[] digest) {
      MemorySegment hash = MemorySegment.ofArray(digest);
      MemorySegment.copy(hash, 0, digests, index * digest.length, digest.length);
    }
  }
}
