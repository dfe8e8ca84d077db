package dev.panal.engine.swarm;

import dev.panal.wire.PeerId;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// What a book knows of one address: one that somebody listens at, or the far end of an accepted
/// connection.
final class KnownPeer {
  enum State {
    IDLE,
    CONNECTING,
    CONNECTED
  }

  final InetSocketAddress address;

  /// By which blame and praise name it.
  final int source;

  /// Somebody may listen there; otherwise only the far end of an accepted connection.
  final boolean listens;

  PeerOrigin origin;
  State state = State.IDLE;

  /// We are the side that opened the present connection.
  boolean outgoing;

  /// Of an idle one: not before this.
  long dueNanos;

  /// Of any other: when the attempt began or the connection came to stand.
  long sinceNanos;

  /// Attempts that failed in a row.
  int failures;

  int violations;

  /// The next handshake with it is to be encrypted, as it closed on a plain one.
  boolean encrypted;

  @Nullable Ending lastEnding;

  /// A connection with it was of use, or at least lasted.
  boolean proven;

  long lastGoodNanos;
  int trust;
  boolean banned;
  boolean self;

  /// How it named itself in the present or last connection.
  @Nullable PeerId id;

  /// Of an accepted connection: the address at which the same peer listens, if we know.
  @Nullable KnownPeer listener;

  /// Of an address: the accepted connection by which the peer is connected already.
  @Nullable KnownPeer connectedAs;

  KnownPeer(InetSocketAddress address, int source, boolean listens, PeerOrigin origin, long now) {
    this.address = address;
    this.source = source;
    this.listens = listens;
    this.origin = origin;
    this.dueNanos = now;
    this.lastGoodNanos = now;
  }

  /// Worth an attempt, now or later.
  boolean isCandidate() {
    return listens && state == State.IDLE && connectedAs == null && !banned && !self;
  }

  /// Whose record counts: that of the address if it is known, for it outlives connections.
  KnownPeer reputation() {
    return listener == null ? this : listener;
  }
}
