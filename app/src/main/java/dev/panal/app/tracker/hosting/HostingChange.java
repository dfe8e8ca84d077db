package dev.panal.app.tracker.hosting;

/// Something that is hosted now and was not before, or the other way round.
public sealed interface HostingChange {
  HostedTorrent torrent();

  record Came(HostedTorrent torrent) implements HostingChange {}

  record Went(HostedTorrent torrent) implements HostingChange {}
}
