package dev.panal.engine;

import dev.panal.engine.choker.Candidate;
import dev.panal.engine.choker.Choker;
import dev.panal.engine.choker.Decision;
import dev.panal.engine.peer.PeerProtocol;
import dev.panal.engine.peer.RateMeter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Whom a torrent serves: puts the question to the choker and carries its answer out.
final class Serving {
  /// Rounds out of turn are at least this far apart: a peer that flaps between interested and not
  /// must not keep us deciding.
  private static final long EXTRA_ROUND_NANOS = 100_000_000L;

  private final SessionContext context;
  private final Peers peers;
  private final int pieceLength;
  private final RateMeter uploaded;
  private long nextRoundNanos;
  private long nextExtraNanos;
  private long bestRate;

  Serving(SessionContext context, Peers peers, int pieceLength) {
    this.context = context;
    this.peers = peers;
    this.pieceLength = pieceLength;
    this.uploaded = new RateMeter(context.nowNanos());
    this.nextRoundNanos = context.nowNanos() + Choker.ROUND_NANOS;
    this.nextExtraNanos = context.nowNanos();
  }

  RateMeter uploaded() {
    return uploaded;
  }

  void tick(boolean complete, long nowNanos) {
    bestRate = Math.max(bestRate, uploaded.bytesPerSecond(nowNanos));
    if (nowNanos - nextRoundNanos >= 0) {
      round(complete, nowNanos);
    }
  }

  /// A peer became interested or ceased to be: a free slot is filled at once, a freed one too.
  void interestChanged(Peer peer, boolean complete, long nowNanos) {
    if (nowNanos - nextExtraNanos < 0 && nextRoundNanos - nextExtraNanos <= 0) {
      return; // a round comes in a moment, whatever it is
    }
    PeerProtocol protocol = peer.connection().protocol();
    boolean wantsFreeSlot = protocol.peerInterested() && protocol.chokingPeer() && freeSlot();
    boolean leavesSlot = !protocol.peerInterested() && !protocol.chokingPeer();
    if (wantsFreeSlot || leavesSlot) {
      extraRound(complete, nowNanos);
    }
  }

  /// A served peer is gone.
  void left(boolean complete, long nowNanos) {
    extraRound(complete, nowNanos);
  }

  private void extraRound(boolean complete, long nowNanos) {
    if (nowNanos - nextExtraNanos >= 0) {
      nextExtraNanos = nowNanos + EXTRA_ROUND_NANOS;
      round(complete, nowNanos);
    } else if (nextRoundNanos - nextExtraNanos > 0) {
      nextRoundNanos = nextExtraNanos;
    }
  }

  private boolean freeSlot() {
    int served = 0;
    for (Peer peer : peers.all()) {
      if (!peer.connection().protocol().chokingPeer()) {
        served++;
      }
    }
    return served < slots();
  }

  private int slots() {
    long limit = context.config().rates().uploadBytesPerSecond();
    return Choker.slots(limit, bestRate);
  }

  private void round(boolean complete, long nowNanos) {
    nextRoundNanos = nowNanos + Choker.ROUND_NANOS;
    List<Candidate> candidates = new ArrayList<>(peers.all().size());
    for (Peer peer : peers.all()) {
      candidates.add(candidate(peer, nowNanos));
    }
    Decision decision =
        complete
            ? Choker.seeding(candidates, slots(), pieceLength, nowNanos)
            : Choker.leeching(candidates, slots(), nowNanos, context.ports().random());
    BitSet unchoked = bits(decision.unchoked());
    BitSet optimistic = bits(decision.optimistic());
    for (Peer peer : peers.all()) {
      peer.optimistic(optimistic.get(peer.slot()));
      peer.choke(!unchoked.get(peer.slot()), nowNanos);
    }
  }

  private static Candidate candidate(Peer peer, long nowNanos) {
    PeerProtocol protocol = peer.connection().protocol();
    return new Candidate(
        peer.slot(),
        protocol.peerInterested(),
        !protocol.chokingPeer(),
        peer.optimistic(),
        protocol.snubbed(),
        peer.connection().stats().down().bytesPerSecond(nowNanos),
        peer.connection().stats().up().bytesPerSecond(nowNanos),
        peer.sentSinceUnchoke(),
        peer.connectedNanos(),
        peer.chokeChangedNanos());
  }

  private static BitSet bits(List<Integer> slots) {
    BitSet bits = new BitSet();
    for (int slot : slots) {
      bits.set(slot);
    }
    return bits;
  }
}
