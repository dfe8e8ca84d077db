package dev.panal.wire.peer;

import dev.panal.wire.metainfo.PieceGeometry;

/// How much a peer may send in one message.
///
/// @param pieceCount pieces of the torrent, or [#UNKNOWN_PIECE_COUNT] while there is no metainfo
/// @param maxBlockLength the longest block we ever ask for
/// @param maxExtendedLength the longest payload of an extended message
public record PeerLimits(int pieceCount, int maxBlockLength, int maxExtendedLength) {
  /// The metainfo is still to come: piece numbers are only checked for their sign.
  public static final int UNKNOWN_PIECE_COUNT = 0;

  /// The longest extended messages in use are extension handshakes and pieces of metadata (16 KiB);
  /// peer exchange may be some 10 KiB. libtorrent draws the line at 1 MiB, and so do we.
  public static final int MAX_EXTENDED_LENGTH = 1024 * 1024;

  /// While the number of pieces is unknown: 4 million pieces, more than any torrent has.
  static final int MAX_UNKNOWN_BITFIELD_LENGTH = 512 * 1024;

  /// Messages we do not know are skipped up to this length: what is in use (BEP 52's `hashes`, some
  /// 17 KiB) is shorter.
  static final int MAX_UNKNOWN_LENGTH = 32 * 1024;

  public PeerLimits {
    if (pieceCount < 0 || maxBlockLength < 1 || maxExtendedLength < 0) {
      throw new IllegalArgumentException(
          "piece count %d, block length %d, extended length %d"
              .formatted(pieceCount, maxBlockLength, maxExtendedLength));
    }
  }

  /// For a torrent of `pieceCount` pieces from which blocks of 16 KiB are asked for.
  public static PeerLimits of(int pieceCount) {
    return new PeerLimits(pieceCount, PieceGeometry.BLOCK_LENGTH, MAX_EXTENDED_LENGTH);
  }

  boolean knowsPieceCount() {
    return pieceCount != UNKNOWN_PIECE_COUNT;
  }
}
