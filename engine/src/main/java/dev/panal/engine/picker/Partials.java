package dev.panal.engine.picker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pieces that are under way, in the lists in which a choice looks for them.
///
/// Whoever changes the blocks of a partial piece calls [#settle(PartialPiece)] after it, which puts
/// the piece where its counts say it belongs.
final class Partials {
  private final Pieces pieces;
  private final List<@Nullable PeerState> peers;
  private final List<PartialPiece> all = new ArrayList<>();

  /// Wanted ones with blocks that can be requested.
  private final List<PartialPiece> open = new ArrayList<>();

  private int active;
  private int complete;

  Partials(Pieces pieces, List<@Nullable PeerState> peers) {
    this.pieces = pieces;
    this.peers = peers;
  }

  int size() {
    return all.size();
  }

  PartialPiece get(int index) {
    return all.get(index);
  }

  /// Those that are wanted and have free blocks; their order means nothing.
  List<PartialPiece> open() {
    return open;
  }

  /// With requests out, or complete and not verified.
  int active() {
    return active;
  }

  int incomplete() {
    return all.size() - complete;
  }

  /// Null if the piece is not under way.
  @Nullable PartialPiece of(int piece) {
    int index = pieces.index(piece);
    return index < 0 ? null : all.get(index);
  }

  /// Begins a piece; the caller has to request or receive a block of it.
  PartialPiece begin(int piece, boolean alone) {
    PartialPiece partial = new PartialPiece(piece, pieces.geometry.blockCount(piece), alone);
    partial.index = all.size();
    all.add(partial);
    pieces.begin(piece, partial.index);
    enterOpen(partial);
    return partial;
  }

  void lead(PartialPiece partial, int peer, boolean fast) {
    if (partial.openIndex >= 0) {
      leave(partial);
    }
    partial.lead = peer;
    partial.fast = fast;
    if (partial.openIndex >= 0) {
      follow(partial);
    }
  }

  /// The peer is gone.
  void unlead(int peer) {
    for (PartialPiece partial : all) {
      if (partial.lead == peer) {
        lead(partial, PartialPiece.NO_PEER, false);
      }
    }
  }

  void settle(PartialPiece partial) {
    if (partial.free() == partial.blocks) {
      remove(partial);
      return;
    }
    boolean belongs = partial.free() > 0 && pieces.wanted.has(partial.piece);
    if (belongs && partial.openIndex < 0) {
      enterOpen(partial);
    } else if (!belongs && partial.openIndex >= 0) {
      leaveOpen(partial);
    }
    boolean nowActive = partial.requested() > 0 || partial.isComplete();
    if (nowActive != partial.active) {
      partial.active = nowActive;
      active += nowActive ? 1 : -1;
    }
    if (partial.isComplete() != partial.complete) {
      partial.complete = partial.isComplete();
      complete += partial.complete ? 1 : -1;
    }
  }

  /// The piece is not under way any more, whatever became of it.
  void remove(PartialPiece partial) {
    if (partial.openIndex >= 0) {
      leaveOpen(partial);
    }
    if (partial.active) {
      partial.active = false;
      active--;
    }
    if (partial.complete) {
      partial.complete = false;
      complete--;
    }
    PartialPiece last = all.removeLast();
    if (last != partial) {
      all.set(partial.index, last);
      last.index = partial.index;
      pieces.moved(last.piece, last.index);
    }
    pieces.end(partial.piece);
  }

  private void enterOpen(PartialPiece partial) {
    partial.openIndex = open.size();
    open.add(partial);
    follow(partial);
  }

  private void leaveOpen(PartialPiece partial) {
    leave(partial);
    PartialPiece last = open.removeLast();
    if (last != partial) {
      open.set(partial.openIndex, last);
      last.openIndex = partial.openIndex;
    }
    partial.openIndex = -1;
  }

  private void follow(PartialPiece partial) {
    PeerState lead = lead(partial);
    if (lead != null) {
      lead.leads.add(partial);
    }
  }

  private void leave(PartialPiece partial) {
    PeerState lead = lead(partial);
    if (lead != null) {
      lead.leads.remove(partial);
    }
  }

  private @Nullable PeerState lead(PartialPiece partial) {
    return partial.lead == PartialPiece.NO_PEER ? null : peers.get(partial.lead);
  }
}
