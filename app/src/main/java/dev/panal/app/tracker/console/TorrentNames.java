package dev.panal.app.tracker.console;

import dev.panal.wire.InfoHash;
import java.util.Optional;

/// Who knows what info-hashes stand for: whoever has the .torrent. Must be quick.
@FunctionalInterface
public interface TorrentNames {
  Optional<Known> of(InfoHash infoHash);

  /// @param name hostile text
  record Known(String name, long bytes) {}
}
