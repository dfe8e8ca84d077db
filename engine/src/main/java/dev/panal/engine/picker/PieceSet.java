package dev.panal.engine.picker;

import dev.panal.wire.ProtocolException;
import java.nio.ByteBuffer;

/// A set of pieces, one bit each.
final class PieceSet {
  private final int size;
  private final long[] words;

  /// Empty, for pieces 0 to `size` - 1.
  PieceSet(int size) {
    this.size = size;
    this.words = new long[(size + 63) >>> 6];
  }

  /// Reads the bits as BEP 3 writes them: the high bit of the first byte is piece 0.
  ///
  /// @throws ProtocolException if there are too many or too few bytes, or bits past the last piece
  static PieceSet read(ByteBuffer bits, int size) {
    int length = (size + 7) >>> 3;
    if (bits.remaining() != length) {
      throw new ProtocolException(
          "bitfield: "
              + bits.remaining()
              + " bytes, not the "
              + length
              + " of "
              + size
              + " pieces");
    }
    PieceSet set = new PieceSet(size);
    for (int i = 0; i < length; i++) {
      int reversed = Integer.reverse(bits.get()) >>> 24;
      set.words[i >>> 3] |= (long) reversed << ((i & 7) << 3);
    }
    if ((size & 63) != 0 && set.words[set.words.length - 1] >>> size != 0) {
      throw new ProtocolException("bitfield: bits past the last piece are set");
    }
    return set;
  }

  byte[] write() {
    byte[] bytes = new byte[(size + 7) >>> 3];
    for (int i = 0; i < bytes.length; i++) {
      long reversed = words[i >>> 3] >>> ((i & 7) << 3) & 0xff;
      bytes[i] = (byte) (Integer.reverse((int) reversed) >>> 24);
    }
    return bytes;
  }

  boolean has(int piece) {
    return (words[piece >>> 6] >>> piece & 1) != 0;
  }

  void add(int piece) {
    words[piece >>> 6] |= 1L << piece;
  }

  void remove(int piece) {
    words[piece >>> 6] &= ~(1L << piece);
  }

  void put(int piece, boolean member) {
    if (member) {
      add(piece);
    } else {
      remove(piece);
    }
  }

  int count() {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  int countCommon(PieceSet other) {
    int count = 0;
    for (int i = 0; i < words.length; i++) {
      count += Long.bitCount(words[i] & other.words[i]);
    }
    return count;
  }

  /// The first piece from `from` on that is in this set, -1 if there is none.
  int next(int from) {
    return nextCommon(this, from);
  }

  /// The first piece from `from` on that is in both sets, -1 if there is none.
  int nextCommon(PieceSet other, int from) {
    if (from >= size) {
      return -1;
    }
    int i = from >>> 6;
    long word = words[i] & other.words[i] & -1L << from;
    while (word == 0) {
      if (++i == words.length) {
        return -1;
      }
      word = words[i] & other.words[i];
    }
    return (i << 6) + Long.numberOfTrailingZeros(word);
  }
}
