package dev.panal.app.tracker.ring;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Parts of torrents that are on their way here: they may come before the row that says how many
/// there are.
final class TorrentParts {
  private final Map<String, Gathering> gatherings = new HashMap<>();

  private static final class Gathering {
    final long version;
    final TreeMap<Integer, byte[]> parts = new TreeMap<>();

    Gathering(long version) {
      this.version = version;
    }
  }

  /// Parts of a newer version take the place of all older ones.
  void put(String torrent, int number, long version, byte[] bytes) {
    Gathering gathering = gatherings.get(torrent);
    if (gathering == null || gathering.version < version) {
      gathering = new Gathering(version);
      gatherings.put(torrent, gathering);
    }
    if (gathering.version == version) {
      gathering.parts.put(number, bytes);
    }
  }

  /// The whole, if all of it is here.
  Optional<byte[]> whole(String torrent, long version, int count) {
    Gathering gathering = gatherings.get(torrent);
    if (gathering == null || gathering.version != version || gathering.parts.size() < count) {
      return Optional.empty();
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    gathering.parts.headMap(count).values().forEach(whole::writeBytes);
    return Optional.of(whole.toByteArray());
  }

  /// They are not needed any more.
  void drop(String torrent, long version) {
    gatherings.computeIfPresent(
        torrent, (_, gathering) -> gathering.version <= version ? null : gathering);
  }
}
