package dev.panal.engine.picker;

import dev.panal.wire.metainfo.PieceGeometry;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What there is to say about every piece: had, wanted, how rare. Some 14 bytes per piece.
///
/// Each piece is in one of four states:
/// - had: verified and kept;
/// - under way: somebody keeps it by an index of his ([#begin(int)]);
/// - open: wanted, and nothing of it requested or received; in one of the two rarity orders;
/// - skipped: nothing of the above.
///
/// Availability is `rarity + everywhere`: what peers with a bitfield have is counted piece by piece
/// in `rarity`, and a peer that has everything only adds one to `everywhere`, in O(1). A peer that
/// comes to have everything by and by is left in `rarity`; when it goes, `everywhere` falls by one,
/// and may become negative. Before that gets far, [#rebase()] settles the difference.
final class Pieces {
  private static final int NOWHERE = -1;

  /// So many peers may come to have everything and leave between two passes over all pieces; a scan
  /// of a rarity order passes as many empty buckets.
  private static final int MAX_SHIFT = 64;

  final PieceGeometry geometry;
  final int count;
  final PieceSet have;

  /// Not skipped and not had.
  final PieceSet wanted;

  private final PieceSet skipped;
  private final PieceSet urgent;
  private final int[] rarity;

  /// In the rarity order if 0 or more; if less than -1, under way.
  private final int[] position;

  private final RarityOrder normal;
  private final RarityOrder high;
  private int everywhere;
  private int haveCount;
  private int wantedLeft;

  Pieces(PieceGeometry geometry) {
    this.geometry = geometry;
    this.count = geometry.pieceCount();
    this.have = new PieceSet(count);
    this.wanted = new PieceSet(count);
    this.skipped = new PieceSet(count);
    this.urgent = new PieceSet(count);
    this.rarity = new int[count];
    this.position = new int[count];
    this.normal = new RarityOrder(rarity, position);
    this.high = new RarityOrder(rarity, position);
    Arrays.fill(position, NOWHERE);
    for (int piece = 0; piece < count; piece++) {
      wanted.add(piece);
      normal.add(piece);
    }
    wantedLeft = count;
  }

  int haveCount() {
    return haveCount;
  }

  int wantedLeft() {
    return wantedLeft;
  }

  int openCount() {
    return normal.size() + high.size();
  }

  /// Open pieces that no peer has.
  int openUnavailable() {
    return normal.size(-everywhere) + high.size(-everywhere);
  }

  boolean isOpen(int piece) {
    return position[piece] >= 0;
  }

  Priority priority(int piece) {
    if (skipped.has(piece)) {
      return Priority.SKIP;
    }
    return urgent.has(piece) ? Priority.HIGH : Priority.NORMAL;
  }

  int availability(int piece) {
    return rarity[piece] + everywhere;
  }

  // Which open piece

  /// One of the rarest in `held` (null: all), high ones first; -1 if there is none.
  int rarest(@Nullable PieceSet held, RandomGenerator random) {
    int piece = high.rarest(held, random);
    return piece >= 0 ? piece : normal.rarest(held, random);
  }

  /// Any, from a random place on.
  int random(@Nullable PieceSet held, RandomGenerator random) {
    int from = random.nextInt(count);
    int piece = around(high, held, from);
    return piece >= 0 ? piece : around(normal, held, from);
  }

  private static int around(RarityOrder order, @Nullable PieceSet held, int from) {
    if (order.size() == 0) {
      return -1;
    }
    int piece = order.next(held, from);
    return piece >= 0 ? piece : order.next(held, 0);
  }

  /// The first.
  int first(@Nullable PieceSet held) {
    int piece = high.size() == 0 ? -1 : high.next(held, 0);
    return piece >= 0 ? piece : normal.next(held, 0);
  }

  // What changes

  /// An open or skipped piece is under way, kept at `index` by the caller.
  void begin(int piece, int index) {
    close(piece);
    position[piece] = -2 - index;
  }

  /// The caller keeps it elsewhere now.
  void moved(int piece, int index) {
    position[piece] = -2 - index;
  }

  /// Where the caller keeps it, -1 if it is not under way.
  int index(int piece) {
    return position[piece] < NOWHERE ? -2 - position[piece] : -1;
  }

  /// It is not under way any more.
  void end(int piece) {
    position[piece] = NOWHERE;
    open(piece);
  }

  /// It is had now. It must not be under way.
  ///
  /// @return whether it was wanted
  boolean gain(int piece) {
    close(piece);
    have.add(piece);
    haveCount++;
    return unwant(piece);
  }

  /// It is not had any more.
  ///
  /// @return whether it is wanted
  boolean lose(int piece) {
    have.remove(piece);
    haveCount--;
    boolean wants = want(piece);
    open(piece);
    return wants;
  }

  /// @return by how much the number of pieces that are wanted has changed: -1, 0 or 1
  int prioritize(int piece, Priority to) {
    if (priority(piece) == to) {
      return 0;
    }
    boolean underWay = index(piece) >= 0;
    if (!underWay) {
      close(piece);
    }
    skipped.put(piece, to == Priority.SKIP);
    urgent.put(piece, to == Priority.HIGH);
    int before = wantedLeft;
    if (to == Priority.SKIP) {
      unwant(piece);
    } else if (!have.has(piece)) {
      want(piece);
    }
    if (!underWay) {
      open(piece);
    }
    return wantedLeft - before;
  }

  void raise(int piece) {
    rarity[piece]++;
    if (isOpen(piece)) {
      order(piece).raised(piece);
    }
  }

  void lower(int piece) {
    rarity[piece]--;
    if (isOpen(piece)) {
      order(piece).lowered(piece);
    }
  }

  void raiseAll() {
    everywhere++;
  }

  void lowerAll() {
    everywhere--;
    if (everywhere < -MAX_SHIFT) {
      rebase();
    }
  }

  private void rebase() {
    normal.rebase(-everywhere);
    high.rebase(-everywhere);
    for (int piece = 0; piece < count; piece++) {
      rarity[piece] += everywhere;
    }
    everywhere = 0;
  }

  private boolean want(int piece) {
    if (skipped.has(piece) || wanted.has(piece)) {
      return false;
    }
    wanted.add(piece);
    wantedLeft++;
    return true;
  }

  private boolean unwant(int piece) {
    if (!wanted.has(piece)) {
      return false;
    }
    wanted.remove(piece);
    wantedLeft--;
    return true;
  }

  private void open(int piece) {
    if (wanted.has(piece)) {
      order(piece).add(piece);
    }
  }

  private void close(int piece) {
    if (isOpen(piece)) {
      order(piece).remove(piece);
      position[piece] = NOWHERE;
    }
  }

  private RarityOrder order(int piece) {
    return urgent.has(piece) ? high : normal;
  }
}
