package dev.panal.app.tracker.hosting;

/// What became of a torrent that somebody wanted hosted.
public sealed interface Publication {
  /// It is hosted from now on.
  record Added(HostedTorrent torrent) implements Publication {}

  /// It was hosted before; nothing has changed.
  record Existing(HostedTorrent torrent) implements Publication {}

  /// @param why for people, names the field or limit
  record Refused(Reason reason, String why) implements Publication {}

  /// Of what kind a refusal is.
  enum Reason {
    /// What came is no torrent.
    MALFORMED,
    /// It is larger than one torrent may be.
    TOO_LARGE,
    /// There is no room for another one.
    FULL,
    /// The disk does not take it.
    NOT_WRITTEN
  }
}
