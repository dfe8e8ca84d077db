package dev.panal.benchmarks;

import java.lang.foreign.MemorySegment;

/// A way to hash pieces. A new one is a class and a line in [Way]. Public, as generated code names
/// it.
public interface PieceHashing {
  /// Hashes pieces that lie one behind the other.
  ///
  /// @param pieces native memory, a whole number of pieces
  /// @param digests where the digests go, one behind the other
  void hash(MemorySegment pieces, int pieceLength, MemorySegment digests);

  /// The two that BitTorrent uses: v1 and v2.
  enum Algorithm {
    SHA1("SHA-1", 20),
    SHA256("SHA-256", 32);

    final String javaName;
    final int digestLength;

    Algorithm(String javaName, int digestLength) {
      this.javaName = javaName;
      this.digestLength = digestLength;
    }
  }

  /// The ways there are. What a machine lacks is an error of that benchmark alone.
  enum Way {
    MESSAGE_DIGEST,
    LIBCRYPTO,
    PANAL,
    LANES_4,
    LANES_8,
    LANES_16;

    PieceHashing open(Algorithm algorithm) {
      return switch (this) {
        case MESSAGE_DIGEST -> new MessageDigestHashing(algorithm);
        case LIBCRYPTO -> new LibcryptoHashing(algorithm);
        case PANAL -> PlatformHashing.best(algorithm);
        case LANES_4 -> PlatformHashing.ofLanes(algorithm, 4);
        case LANES_8 -> PlatformHashing.ofLanes(algorithm, 8);
        case LANES_16 -> PlatformHashing.ofLanes(algorithm, 16);
      };
    }
  }
}
