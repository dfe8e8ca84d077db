package dev.panal.tracker.ring;

import dev.panal.wire.InfoHash;

/// How swarms are dealt out to nodes: by the first bits of their info-hashes, which are as good as
/// random.
public final class Buckets {
  /// So many parts: fine enough to be spread evenly over a dozen nodes, few enough that a batch of
  /// records has several for each.
  public static final int COUNT = 128;

  private static final int BITS = 7;

  private Buckets() {}

  public static int of(InfoHash infoHash) {
    return (infoHash.byteAt(0) & 0xff) >>> (Byte.SIZE - BITS);
  }

  /// @param hash the first eight bytes of the info-hash
  public static int of(long hash) {
    return (int) (hash >>> (Long.SIZE - BITS));
  }
}
