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

  /// Whether the remote went away without a word, as one does that wants another handshake.
  public boolean unanswered() {
    return !wasOpen
        && cause == Cause.NETWORK
        && (kind == CloseReason.Kind.REMOTE || kind == CloseReason.Kind.RESET);
  }

  public boolean violation() {
    return cause == Cause.VIOLATION;
  }
}
