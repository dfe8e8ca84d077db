package dev.panal.app.tracker.hosting;

import dev.panal.wire.InfoHash;
import dev.panal.wire.InfoHashV2;
import dev.panal.wire.magnet.Magnet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A torrent that is hosted here, in the few fields that lists need; the rest is in its file.
///
/// @param infoHash what names its swarm here
/// @param v1 present in v1 and hybrid torrents
/// @param v2 present in v2 and hybrid torrents
/// @param name cleaned as a name of a file, hostile as text
/// @param length bytes of content, without padding
/// @param files how many, without padding
/// @param isPrivate whether peers may come from trackers only (BEP 27)
/// @param file its file in the folder
/// @param added since when it is here
public record HostedTorrent(
    InfoHash infoHash,
    Optional<InfoHash> v1,
    Optional<InfoHashV2> v2,
    String name,
    long length,
    int files,
    boolean isPrivate,
    TorrentFile file,
    Instant added,
    Origin origin) {

  /// How it came here.
  public enum Origin {
    /// Sent to the page.
    UPLOAD,
    /// Put into the folder by hand.
    FOLDER,
    /// Made here, of a path on this machine.
    SHARE
  }

  /// A file of the folder as it was when it was read.
  ///
  /// @param name in the folder
  public record TorrentFile(String name, long bytes, long modifiedMillis) {}

  HostedTorrent with(Instant since, Origin how) {
    return new HostedTorrent(infoHash, v1, v2, name, length, files, isPrivate, file, since, how);
  }

  /// The name under which it is downloaded: that of its file, unless that could deceive or steer.
  public String downloadName() {
    return FileNames.isPlain(file.name()) ? file.name() : infoHash.hex() + FileNames.SUFFIX;
  }

  /// @param announceUrls in the order to try them
  public String magnet(List<String> announceUrls) {
    return new Magnet(v1, v2, Optional.of(name), announceUrls, List.of(), List.of(), List.of())
        .uri();
  }
}
