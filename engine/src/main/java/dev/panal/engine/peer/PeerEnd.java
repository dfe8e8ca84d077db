package dev.panal.engine.peer;

import dev.panal.io.CloseReason;

/// How a connection ended.
///
/// @param kind what the network says
/// @param reason in words, for people
/// @param wasOpen whether its handshake had been done
public record PeerEnd(CloseReason.Kind kind, Cause cause, String reason, boolean wasOpen) {
  /// Who is behind it.
  public enum Cause {
    /// The remote, or the way there: see the kind.
    NETWORK,
    /// The torrent closed it, for reasons of its own.
    TORRENT,
    /// We closed it: it said nothing for too long.
    SILENCE,
    /// We closed it: it broke the protocol.
    VIOLATION
  }

  public boolean violation() {
    return cause == Cause.VIOLATION;
  }
}
