package dev.panal.engine.picker;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Pieces sorted by rarity, so that a change by one costs O(1).
///
/// One array holds the pieces, all of rarity 0 first, then all of rarity 1 and so on: the buckets.
/// `start` says where each bucket begins, and `position` where each piece is. A piece that becomes
/// one more frequent changes places with the last of its bucket, and the boundary behind it moves
/// one back: now it is the first of the next bucket. Within a bucket the order means nothing;
/// chance comes in when a piece is taken, by starting at a random place of the bucket.
///
/// To enter or leave, one piece per higher bucket has to move over, so that costs O(buckets): it
/// happens once or twice in the life of a piece, while news of peers come in floods.
///
/// `rarity` and `position` are shared with the owner, who has several orders; a piece is in one of
/// them at most.
final class RarityOrder {
  /// So many pieces that the peer lacks are passed over, from the rarest on, before turning to what
  /// it has instead: passing over costs a cache miss each, while going through all that two sets
  /// have in common costs one step per 64 pieces, and a comparison per hit.
  private static final int SCAN_PIECES = 2_048;

  private final int[] rarity;
  private final int[] position;
  private final PieceSet members;
  private int[] order = new int[0];
  private int size;

  /// Of bucket `r`; the entry after the last bucket is `size`.
  private int[] start = new int[16];

  private int buckets;

  RarityOrder(int[] rarity, int[] position) {
    this.rarity = rarity;
    this.position = position;
    this.members = new PieceSet(rarity.length);
  }

  int size() {
    return size;
  }

  /// How many pieces have rarity `r`.
  int size(int r) {
    return r < 0 || r >= buckets ? 0 : start[r + 1] - start[r];
  }

  void add(int piece) {
    int r = rarity[piece];
    reach(r);
    if (size == order.length) {
      order = Arrays.copyOf(order, Math.min(rarity.length, Math.max(64, size * 2)));
    }
    int hole = size;
    for (int b = buckets - 1; b > r; b--) {
      int first = start[b];
      if (first != hole) { // the bucket is not empty
        place(order[first], hole);
      }
      hole = first;
      start[b] = first + 1;
    }
    place(piece, hole);
    start[buckets] = ++size;
    members.add(piece);
  }

  void remove(int piece) {
    int hole = position[piece];
    for (int b = rarity[piece]; b < buckets; b++) {
      int last = start[b + 1] - 1;
      if (last != hole) {
        place(order[last], hole);
      }
      hole = last;
      start[b + 1] = last;
    }
    size--;
    members.remove(piece);
  }

  /// The rarity of a member has just grown by one.
  void raised(int piece) {
    int r = rarity[piece];
    reach(r);
    int last = start[r] - 1;
    swap(position[piece], last);
    start[r] = last;
  }

  /// The rarity of a member has just fallen by one.
  void lowered(int piece) {
    int above = rarity[piece] + 1;
    int first = start[above];
    swap(position[piece], first);
    start[above] = first + 1;
  }

  /// Every rarity is about to fall by `by`; the first `by` buckets are empty.
  void rebase(int by) {
    int gone = Math.min(by, buckets);
    System.arraycopy(start, gone, start, 0, buckets + 1 - gone);
    buckets -= gone;
  }

  /// One of the rarest pieces in `held` (null: all), -1 if there is none.
  int rarest(@Nullable PieceSet held, RandomGenerator random) {
    int scans = SCAN_PIECES;
    for (int b = 0; b < buckets; b++) {
      int from = start[b];
      int length = start[b + 1] - from;
      if (length == 0) {
        continue;
      }
      int shift = random.nextInt(length);
      for (int i = 0; i < length; i++) {
        int at = from + i + shift;
        int piece = order[at < from + length ? at : at - length];
        if (held == null || held.has(piece)) {
          return piece;
        }
        if (--scans == 0) {
          return rarestCommon(held, random);
        }
      }
    }
    return -1;
  }

  private int rarestCommon(PieceSet held, RandomGenerator random) {
    int from = random.nextInt(rarity.length);
    int best = -1;
    for (int piece = members.nextCommon(held, from);
        piece >= 0;
        piece = members.nextCommon(held, piece + 1)) {
      best = best < 0 || rarity[piece] < rarity[best] ? piece : best;
    }
    for (int piece = members.nextCommon(held, 0);
        piece >= 0 && piece < from;
        piece = members.nextCommon(held, piece + 1)) {
      best = best < 0 || rarity[piece] < rarity[best] ? piece : best;
    }
    return best;
  }

  /// The first piece in `held` (null: all) from `from` on, -1 if there is none.
  int next(@Nullable PieceSet held, int from) {
    return held == null ? members.next(from) : members.nextCommon(held, from);
  }

  private void reach(int r) {
    if (r + 2 > start.length) {
      start = Arrays.copyOf(start, Math.max(r + 2, start.length * 2));
    }
    while (buckets <= r) {
      start[buckets] = size; // what was the end of the last bucket, or 0 for the first one
      start[++buckets] = size;
    }
  }

  private void swap(int a, int b) {
    int piece = order[a];
    place(order[b], a);
    place(piece, b);
  }

  private void place(int piece, int at) {
    order[at] = piece;
    position[piece] = at;
  }
}
