package dev.panal.engine.swarm;

/// Why an attempt or a connection ended, as far as it matters for the next attempt.
public enum Ending {
  /// Nobody listens there.
  REFUSED,
  /// No answer, or no handshake, in time.
  TIMED_OUT,
  /// No way there.
  UNREACHABLE,
  /// Cut or closed by the remote or by the network.
  LOST,
  /// Closed by the remote before it had answered our handshake: it may want that encrypted, or not.
  UNANSWERED,
  /// We closed it: neither wants anything of the other, or there was someone better.
  NOT_NEEDED,
  /// It broke the protocol or does not serve this torrent.
  VIOLATION
}
