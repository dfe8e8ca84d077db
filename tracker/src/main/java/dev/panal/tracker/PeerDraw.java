package dev.panal.tracker;

import java.util.random.RandomGenerator;

/// Draws the peers of an answer.
///
/// From a random row on, it strides through the table with a random step that has no divisor in
/// common with the number of rows: no row comes twice, and which rows come together changes with
/// every draw. Of several peers of one address the later ones have to wait until all the others
/// that were looked at have been taken, so that no address fills an answer as long as there are
/// others.
final class PeerDraw {
  /// Rows looked at per peer wanted: enough to find others where one address has half of a swarm.
  private static final int LOOKS_PER_PEER = 2;

  private final RandomGenerator random;
  private final int[] chosen;
  private final int[] passed;

  /// Addresses seen in this draw: valid where `seenIn` says so, which saves clearing.
  private final long[] seen;

  private final int[] seenIn;

  /// Addresses are chosen by strangers: they must not be able to make this small table degenerate.
  private final long secretFactor;

  private int draw;

  PeerDraw(RandomGenerator random, int maxPeers) {
    this.random = random;
    chosen = new int[maxPeers];
    passed = new int[maxPeers * LOOKS_PER_PEER];
    int slots = Integer.highestOneBit(maxPeers * LOOKS_PER_PEER) << 2;
    seen = new long[slots];
    seenIn = new int[slots];
    secretFactor = random.nextLong() | 1;
  }

  /// Chooses up to `wanted` peers for the one who asks, never itself.
  ///
  /// @return how many; [#chosen(int)] has their rows
  int draw(PeerTable table, Requester self, int wanted) {
    int from = self.part == PeerTable.Part.LEECHERS ? 0 : table.leechersFrom();
    int rows = table.size() - from;
    if (rows == 0 || wanted == 0) {
      return 0;
    }
    if (rows <= wanted) {
      return everybody(table, self, from, rows);
    }
    draw++;
    int looks = Math.min(rows, wanted * LOOKS_PER_PEER);
    int step = looks == rows ? 1 : stride(rows);
    int at = random.nextInt(rows);
    int taken = 0;
    int waiting = 0;
    for (int look = 0; look < looks && taken < wanted; look++) {
      int row = from + at;
      at = at + step < rows ? at + step : at + step - rows;
      if (unfit(table, row, self)) {
        continue;
      }
      if (firstOf(table.site(row))) {
        chosen[taken++] = row;
      } else {
        passed[waiting++] = row;
      }
    }
    for (int i = 0; i < waiting && taken < wanted; i++) {
      chosen[taken++] = passed[i];
    }
    return taken;
  }

  /// Where all are wanted there is nothing to choose.
  private int everybody(PeerTable table, Requester self, int from, int rows) {
    int taken = 0;
    for (int row = from; row < from + rows; row++) {
      if (!unfit(table, row, self)) {
        chosen[taken++] = row;
      }
    }
    return taken;
  }

  int chosen(int i) {
    return chosen[i];
  }

  /// A random step through `rows` rows that reaches all of them.
  int stride(int rows) {
    if (rows < 3) {
      return 1;
    }
    int step = 1 + random.nextInt(rows - 1);
    while (commonDivisor(step, rows) != 1) {
      step = 1 + random.nextInt(rows - 1);
    }
    return step;
  }

  /// Itself, also under another address or a former id; or a program on the tracker's own machine
  /// that only other programs there can reach.
  private static boolean unfit(PeerTable table, int row, Requester self) {
    return table.sameId(row, self)
        || table.sameEndpoint(row, self)
        || (table.loopback(row) && !self.loopback);
  }

  private boolean firstOf(long site) {
    int mask = seen.length - 1;
    int slot = (int) ((site * secretFactor) >>> 32) & mask;
    while (seenIn[slot] == draw) {
      if (seen[slot] == site) {
        return false;
      }
      slot = slot + 1 & mask;
    }
    seen[slot] = site;
    seenIn[slot] = draw;
    return true;
  }

  private static int commonDivisor(int a, int b) {
    while (b != 0) {
      int rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
}
