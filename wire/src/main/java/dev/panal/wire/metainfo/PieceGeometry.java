package dev.panal.wire.metainfo;

/// How the bytes of a torrent are cut into pieces, and pieces into blocks: the one place for this
/// arithmetic.
///
/// @param length bytes of the whole torrent, pad files included
/// @param pieceLength bytes of every piece but the last
public record PieceGeometry(long length, int pieceLength) {
  /// What peers ask each other for (BEP 3): 16 KiB, only the last block of a piece may be shorter.
  public static final int BLOCK_LENGTH = 16 * 1024;

  /// @throws IllegalArgumentException if there would be no piece, or more than an int can count
  public PieceGeometry {
    if (length <= 0 || pieceLength <= 0) {
      throw new IllegalArgumentException(
          "length " + length + " and piece length " + pieceLength + " must be positive");
    }
    if ((length - 1) / pieceLength >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException("too many pieces");
    }
  }

  public int pieceCount() {
    return (int) ((length - 1) / pieceLength) + 1;
  }

  /// Offset of the first byte of `piece` in the torrent.
  public long offset(int piece) {
    return (long) piece * pieceLength;
  }

  /// Bytes of `piece`; the last may be shorter.
  public int length(int piece) {
    return piece == pieceCount() - 1 ? (int) (length - offset(piece)) : pieceLength;
  }

  public int blockCount(int piece) {
    return (length(piece) - 1) / BLOCK_LENGTH + 1;
  }

  /// Bytes of block `block` of `piece`.
  public int blockLength(int piece, int block) {
    return Math.min(BLOCK_LENGTH, length(piece) - block * BLOCK_LENGTH);
  }

  /// Whether `piece`, `begin`, `length` name exactly one block as this torrent is cut.
  public boolean isBlock(int piece, int begin, int length) {
    return piece >= 0
        && piece < pieceCount()
        && begin >= 0
        && begin % BLOCK_LENGTH == 0
        && begin < length(piece)
        && length == blockLength(piece, begin / BLOCK_LENGTH);
  }

  /// Whether `piece`, `begin`, `length` lie inside the torrent, as a request must.
  public boolean isRange(int piece, int begin, int length) {
    return piece >= 0
        && piece < pieceCount()
        && begin >= 0
        && length > 0
        && (long) begin + length <= length(piece);
  }
}
