package dev.panal.tracker.ring;

/// How swarms are dealt out to nodes: by the first bits of their info-hashes, which are as good as
/// random.
public final class Buckets {
  /// So many parts: fine enough to be spread evenly over a dozen nodes, few enough that a batch of
  /// records has several for each.
  public static final int COUNT = 128;

  private static final int BITS = 7;

  private Buckets() {}

  /// @param hash the first eight bytes of the info-hash
  public static int of(long hash) {
    return (int) (hash >>> Long.SIZE - BITS);
  }
}
