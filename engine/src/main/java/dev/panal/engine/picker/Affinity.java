package dev.panal.engine.picker;

/// How a peer likes its blocks.
public enum Affinity {
  /// Fill up pieces that were begun, whoever began them: what is begun is finished first.
  BLOCKS,
  /// Whole pieces of its own, so that their blocks come in order from one peer and leave for the
  /// disk in one gathered write. For peers that are fast.
  PIECES;

  /// A peer that brings a piece within this time cannot hold one up for long.
  private static final int FAST_PIECE_SECONDS = 20;

  /// The affinity that suits a peer of this rate.
  public static Affinity of(long bytesPerSecond, int pieceLength) {
    return bytesPerSecond * FAST_PIECE_SECONDS >= pieceLength && bytesPerSecond > 0
        ? PIECES
        : BLOCKS;
  }
}
