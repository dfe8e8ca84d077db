package dev.panal.wire.metainfo;

/// Chooses the length of pieces for a new torrent.
public final class PieceLength {
  /// The least that v2 allows, and one block: smaller pieces save nothing.
  public static final int MIN = 16 * 1024;

  /// Larger pieces wait too long to be verified and shared on.
  public static final int MAX = 16 * 1024 * 1024;

  /// So many hashes make a .torrent of 25 to 50 KB, and a piece is less than a thousandth of the
  /// whole, so that peers soon have something that others lack.
  private static final int MOST_PIECES = 2_500;

  private PieceLength() {}

  /// The shortest power of two from [#MIN] to [#MAX] that makes no more than some 2,500 pieces of
  /// `totalLength` bytes.
  public static int choose(long totalLength) {
    int length = MIN;
    while (length < MAX && totalLength / length > MOST_PIECES) {
      length *= 2;
    }
    return length;
  }
}
