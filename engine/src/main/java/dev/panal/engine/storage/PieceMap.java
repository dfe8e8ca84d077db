package dev.panal.engine.storage;

import java.util.BitSet;

/// Which pieces of a torrent are verified and written, and which are wanted.
final class PieceMap {
  private final FileLayout layout;
  private final BitSet have = new BitSet();
  private BitSet unwantedFiles = new BitSet();
  private BitSet wanted = new BitSet();
  private int missing;

  PieceMap(FileLayout layout, BitSet unwantedFiles) {
    this.layout = layout;
    select(unwantedFiles);
  }

  boolean has(int piece) {
    return have.get(piece);
  }

  boolean wants(int piece) {
    return wanted.get(piece);
  }

  /// A copy.
  BitSet have() {
    return (BitSet) have.clone();
  }

  /// A copy.
  BitSet wanted() {
    return (BitSet) wanted.clone();
  }

  /// A copy.
  BitSet unwanted() {
    return (BitSet) unwantedFiles.clone();
  }

  /// Whether all wanted pieces are there.
  boolean complete() {
    return missing == 0;
  }

  /// Whether all pieces of `file` are there.
  boolean complete(int file) {
    return have.nextClearBit(layout.firstPiece(file)) >= layout.endPiece(file);
  }

  void verified(int piece) {
    if (!have.get(piece)) {
      have.set(piece);
      if (wanted.get(piece)) {
        missing--;
      }
    }
  }

  /// What a check found.
  void adopt(BitSet found) {
    have.clear();
    have.or(found);
    count();
  }

  void select(BitSet unwanted) {
    unwantedFiles = (BitSet) unwanted.clone();
    wanted = layout.wantedPieces(unwanted);
    count();
  }

  long wantedBytes() {
    return layout.bytes(wanted);
  }

  long verifiedBytes() {
    BitSet both = wanted();
    both.and(have);
    return layout.bytes(both);
  }

  private void count() {
    BitSet absent = wanted();
    absent.andNot(have);
    missing = absent.cardinality();
  }
}
