package dev.panal.engine.picker;

/// How much the picker lets be under way.
///
/// @param partialBytes bytes of the pieces that are under way at once (requests out, or complete
///   and not verified yet): this much may sit in buffers. No new piece is begun over it, but two
///   are always allowed, however long they are.
/// @param requestersPerBlock in the end game, so many peers are asked for the same block at most
/// @param endGameRequests in the end game, a peer with fewer requests than this may be given some
///   that others have as well, up to this many
public record PickerLimits(long partialBytes, int requestersPerBlock, int endGameRequests) {
  /// 256 MiB holds 16 pieces of 16 MiB, hashed together. In the end game three may race for a
  /// block, and a peer is given up to eight that others have as well: more of both made leechers of
  /// small torrents receive up to twice what they needed.
  private static final PickerLimits DEFAULTS = new PickerLimits(256L << 20, 3, 8);

  public PickerLimits {
    if (partialBytes <= 0 || requestersPerBlock <= 0 || endGameRequests < 0) {
      throw new IllegalArgumentException(
          "partialBytes and requestersPerBlock must be positive, endGameRequests not negative");
    }
  }

  public static PickerLimits defaults() {
    return DEFAULTS;
  }
}
