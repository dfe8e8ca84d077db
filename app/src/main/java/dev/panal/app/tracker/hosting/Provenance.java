package dev.panal.app.tracker.hosting;

import dev.panal.app.tracker.hosting.HostedTorrent.Origin;
import java.time.Instant;
import java.util.Optional;

/// Where a torrent comes from that is to be hosted.
///
/// @param fileName how its file is called, if that is possible; may be hostile
/// @param added since when it is hosted
public record Provenance(Optional<String> fileName, Instant added, Origin origin) {}
