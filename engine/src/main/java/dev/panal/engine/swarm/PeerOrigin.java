package dev.panal.engine.swarm;

/// Where we know an address from.
public enum PeerOrigin {
  /// The user named it.
  MANUAL,
  TRACKER,
  /// It connected to us and said where it listens.
  INCOMING,
  /// Another peer named it (BEP 11).
  EXCHANGE,
  /// An earlier run.
  RESUME
}
