package dev.panal.engine.picker;

import dev.panal.wire.metainfo.PieceGeometry;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Which blocks to take next: the rules at the head of [PiecePicker], one method each.
final class BlockChooser {
  /// So many pieces are taken at random before the rarest count: a newcomer needs anything whole,
  /// and soon, to trade with; rare pieces come from few peers, so slowly.
  private static final int RANDOM_FIRST_PIECES = 4;

  /// More incomplete pieces than this per peer with requests (plus [#SPARE_PARTIALS]), and what is
  /// begun is finished first.
  private static final double PARTIALS_PER_PEER = 1.5;

  private static final int SPARE_PARTIALS = 2;

  /// Allowed whatever the limit of bytes says: with one, every peer would wait for the slowest.
  private static final int MIN_ACTIVE_PIECES = 2;

  private final Pieces pieces;
  private final Partials partials;
  private final PieceSet parole;
  private final PickerLimits limits;
  private final RandomGenerator random;
  private final int maxActive;
  private int askedPeers;
  private boolean sequential;

  /// Which of the pieces that others lead.
  private enum Join {
    /// Those nobody is asked for any more.
    ORPHANS,
    /// Also those of slow peers.
    SLOW,
    ALL,
    /// Also those that are to come from one peer alone.
    EVEN_ALONE
  }

  /// @param parole pieces to be fetched from one peer alone
  BlockChooser(
      Pieces pieces,
      Partials partials,
      PieceSet parole,
      PickerLimits limits,
      RandomGenerator random) {
    this.pieces = pieces;
    this.partials = partials;
    this.parole = parole;
    this.limits = limits;
    this.random = random;
    PieceGeometry geometry = pieces.geometry;
    long fitting = limits.partialBytes() / Math.min(geometry.length(), geometry.pieceLength());
    this.maxActive = Math.clamp(fitting, MIN_ACTIVE_PIECES, Integer.MAX_VALUE);
  }

  /// One call of [PiecePicker#pick(int, int, Affinity, BlockSink)].
  private static final class Ask {
    final PeerState peer;
    final BlockSink picked;
    final boolean fast;
    int left;
    int taken;

    Ask(PeerState peer, int blocks, boolean fast, BlockSink picked) {
      this.peer = peer;
      this.left = blocks;
      this.fast = fast;
      this.picked = picked;
    }
  }

  void sequential(boolean on) {
    sequential = on;
  }

  int choose(PeerState peer, int blocks, Affinity affinity, BlockSink picked) {
    Ask ask = new Ask(peer, blocks, affinity == Affinity.PIECES, picked);
    continueOwn(ask);
    if (peer.suspect) {
      begin(ask);
      join(ask, Join.ORPHANS);
    } else if (sequential) {
      inOrder(ask);
    } else if (isCrowded()) {
      join(ask, Join.ALL);
      begin(ask);
    } else {
      join(ask, ask.fast ? Join.ORPHANS : Join.SLOW);
      begin(ask);
      join(ask, Join.ALL);
    }
    if (ask.left > 0 && pieces.openCount() == pieces.openUnavailable()) {
      join(ask, peer.suspect ? Join.ORPHANS : Join.EVEN_ALONE);
    }
    if (ask.left > 0 && !peer.suspect && isEndGame()) {
      duplicate(ask);
    }
    return ask.taken;
  }

  int chooseAllowedFast(PeerState peer, int blocks, BlockSink picked) {
    if (peer.allowedFast().length == 0) {
      return 0;
    }
    Ask ask = new Ask(peer, blocks, false, picked);
    for (int piece : peer.allowedFast()) {
      if (ask.left > 0 && peer.has(piece) && pieces.wanted.has(piece)) {
        PartialPiece partial = partials.of(piece);
        if (partial == null && partials.active() < maxActive) {
          lead(ask, partials.begin(piece, peer.suspect || parole.has(piece)));
        } else if (partial != null && partial.openIndex >= 0 && mayJoin(ask, partial, Join.ALL)) {
          take(ask, partial);
        }
      }
    }
    return ask.taken;
  }

  boolean isEndGame() {
    if (pieces.openCount() > pieces.openUnavailable()) {
      return false;
    }
    for (PartialPiece partial : partials.open()) {
      if (pieces.availability(partial.piece) > 0) {
        return false;
      }
    }
    return partials.size() > 0;
  }

  /// The number of requests of a peer has changed.
  void asked(int before, int after) {
    askedPeers += Integer.signum(after) - Integer.signum(before);
  }

  private boolean isCrowded() {
    return partials.incomplete() >= askedPeers * PARTIALS_PER_PEER + SPARE_PARTIALS;
  }

  /// The pieces that the peer leads, oldest first.
  private void continueOwn(Ask ask) {
    List<PartialPiece> leads = ask.peer.leads;
    while (ask.left > 0 && !leads.isEmpty()) {
      take(ask, leads.getFirst()); // leaves the list when it has no free block
    }
  }

  /// New pieces, one after the other.
  private void begin(Ask ask) {
    while (ask.left > 0 && partials.active() < maxActive) {
      int piece = nextNew(ask.peer.held);
      if (piece < 0) {
        return;
      }
      lead(ask, partials.begin(piece, ask.peer.suspect || parole.has(piece)));
    }
  }

  private int nextNew(@Nullable PieceSet held) {
    if (sequential) {
      return pieces.first(held);
    }
    return pieces.haveCount() < RANDOM_FIRST_PIECES
        ? pieces.random(held, random)
        : pieces.rarest(held, random);
  }

  private void lead(Ask ask, PartialPiece partial) {
    partials.lead(partial, ask.peer.slot, ask.fast);
    take(ask, partial);
  }

  /// Pieces that others began, nearest to completion first.
  private void join(Ask ask, Join which) {
    while (ask.left > 0) {
      PartialPiece best = null;
      for (PartialPiece partial : partials.open()) {
        if (ask.peer.has(partial.piece)
            && mayJoin(ask, partial, which)
            && (best == null || isBefore(partial, best))) {
          best = partial;
        }
      }
      if (best == null) {
        return;
      }
      joinOne(ask, best);
    }
  }

  private void joinOne(Ask ask, PartialPiece partial) {
    if (partial.isOrphan()) {
      lead(ask, partial);
    } else {
      take(ask, partial);
    }
  }

  private static boolean mayJoin(Ask ask, PartialPiece partial, Join which) {
    if (partial.lead == ask.peer.slot) {
      return true;
    }
    boolean orphan = partial.isOrphan();
    return switch (which) {
      case ORPHANS -> orphan && (ask.peer.suspect || !partial.alone);
      case SLOW -> !partial.alone && (orphan || !partial.fast);
      case ALL -> !partial.alone;
      case EVEN_ALONE -> true;
    };
  }

  /// High before normal, fewer missing blocks first, and the number of the piece for a definite
  /// order.
  private boolean isBefore(PartialPiece a, PartialPiece b) {
    int byPriority = pieces.priority(b.piece).compareTo(pieces.priority(a.piece));
    if (byPriority != 0) {
      return byPriority < 0;
    }
    return a.free() == b.free() ? a.piece < b.piece : a.free() < b.free();
  }

  /// The first piece with a free block, begun or not.
  private void inOrder(Ask ask) {
    while (ask.left > 0) {
      PartialPiece begun = firstOpen(ask);
      int open = partials.active() < maxActive ? pieces.first(ask.peer.held) : -1;
      if (begun == null && open < 0) {
        return;
      }
      if (begun != null && (open < 0 || isBefore(begun.piece, open))) {
        joinOne(ask, begun);
      } else {
        lead(ask, partials.begin(open, parole.has(open)));
      }
    }
  }

  private @Nullable PartialPiece firstOpen(Ask ask) {
    PartialPiece first = null;
    for (PartialPiece partial : partials.open()) {
      if (ask.peer.has(partial.piece)
          && mayJoin(ask, partial, Join.ALL)
          && (first == null || isBefore(partial.piece, first.piece))) {
        first = partial;
      }
    }
    return first;
  }

  private boolean isBefore(int piece, int other) {
    int byPriority = pieces.priority(other).compareTo(pieces.priority(piece));
    return byPriority == 0 ? piece < other : byPriority < 0;
  }

  /// Free blocks of one piece: the lead works from the front and others from the back, so that runs
  /// of blocks come from one peer.
  private void take(Ask ask, PartialPiece partial) {
    boolean forward = partial.lead == ask.peer.slot || sequential;
    while (ask.left > 0 && partial.free() > 0) {
      request(ask, partial, forward ? partial.firstFree() : partial.lastFree());
    }
    partials.settle(partial);
  }

  /// The end game: blocks that others were asked for, those of the fewest first. It begins at a
  /// random piece, so that the peers of an end game spread.
  private void duplicate(Ask ask) {
    ask.left = Math.min(ask.left, limits.endGameRequests() - ask.peer.requestCount());
    if (ask.left <= 0) {
      return;
    }
    int first = random.nextInt(partials.size());
    for (int requesters = 1; requesters < limits.requestersPerBlock(); requesters++) {
      for (int i = 0; i < partials.size() && ask.left > 0; i++) {
        PartialPiece partial = partials.get((first + i) % partials.size());
        if (!partial.isSaturated(limits.requestersPerBlock())
            && pieces.wanted.has(partial.piece)
            && ask.peer.has(partial.piece)) {
          duplicate(ask, partial, requesters);
        }
      }
    }
  }

  private void duplicate(Ask ask, PartialPiece partial, int requesters) {
    for (int block = 0; block < partial.blocks && ask.left > 0; block++) {
      if (partial.requesters(block) == requesters
          && !partial.isRequestedFrom(block, ask.peer.slot)) {
        request(ask, partial, block);
      }
    }
  }

  private void request(Ask ask, PartialPiece partial, int block) {
    partial.request(block, ask.peer.slot);
    ask.peer.addRequest(partial.piece, block);
    asked(ask.peer.requestCount() - 1, ask.peer.requestCount());
    ask.picked.accept(partial.piece, block);
    ask.left--;
    ask.taken++;
  }
}
