package dev.panal.engine;

import dev.panal.engine.peer.PeerConnection;

/// A connected peer as its torrent sees it: the connection, and what picker and choker want
/// remembered.
final class Peer {
  private final PeerConnection connection;
  private final long connectedNanos;
  private boolean optimistic;
  private long chokeChangedNanos;
  private long sentAtUnchoke;
  private boolean source;
  private long sourceChangedNanos;
  private long reachedBytesPerSecond;
  private long lastBlockNanos;
  private boolean useful;
  private int blame;

  Peer(PeerConnection connection, long nowNanos) {
    this.connection = connection;
    this.connectedNanos = nowNanos;
    this.chokeChangedNanos = nowNanos;
    this.sourceChangedNanos = nowNanos;
    this.lastBlockNanos = nowNanos;
  }

  PeerConnection connection() {
    return connection;
  }

  /// The picker's number for it.
  int slot() {
    return connection.slot();
  }

  /// The number under which its blocks are praised and blamed.
  int blame() {
    return blame;
  }

  void blame(int number) {
    blame = number;
  }

  long connectedNanos() {
    return connectedNanos;
  }

  boolean optimistic() {
    return optimistic;
  }

  void optimistic(boolean value) {
    optimistic = value;
  }

  long chokeChangedNanos() {
    return chokeChangedNanos;
  }

  long sentSinceUnchoke() {
    return connection.stats().up().totalBytes() - sentAtUnchoke;
  }

  void choke(boolean choke, long nowNanos) {
    if (connection.protocol().chokingPeer() != choke) {
      chokeChangedNanos = nowNanos;
      sentAtUnchoke = connection.stats().up().totalBytes();
      connection.protocol().choke(choke);
    }
  }

  /// Whether requests may go to it, where the number of sources is limited.
  boolean source() {
    return source;
  }

  void source(boolean value, long nowNanos) {
    if (source != value) {
      reachedBytesPerSecond = bytesPerSecond(nowNanos);
      source = value;
      sourceChangedNanos = nowNanos;
      lastBlockNanos = nowNanos;
    }
  }

  /// What it sends us; while it is no source, what it sent when it last was one.
  long bytesPerSecond(long nowNanos) {
    return source ? connection.stats().down().bytesPerSecond(nowNanos) : reachedBytesPerSecond;
  }

  long sourceChangedNanos() {
    return sourceChangedNanos;
  }

  long lastBlockNanos() {
    return lastBlockNanos;
  }

  void blockCame(long nowNanos) {
    lastBlockNanos = nowNanos;
  }

  /// True the first time only.
  boolean becameUseful() {
    boolean first = !useful;
    useful = true;
    return first;
  }
}
