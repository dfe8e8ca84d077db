package dev.panal.app.tracker.hosting;

import dev.panal.app.console.Failures;
import dev.panal.app.tracker.hosting.HostedTorrent.Origin;
import dev.panal.app.tracker.hosting.HostedTorrent.TorrentFile;
import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One look at the folder: what is new in it, changed, or gone. Files that look as they did are not
/// read again.
final class FolderScan {
  /// A file that was written to so recently may still be on its way: what is wrong with it now is
  /// not told yet.
  private static final Duration SETTLING = Duration.ofSeconds(3);

  private final TorrentFolder folder;
  private final HostingLimits limits;
  private final Map<InfoHash, HostedTorrent> before;
  private final Grievances grievances;
  private final Instant now;

  private final Map<InfoHash, HostedTorrent> present = new LinkedHashMap<>();
  private final List<HostedTorrent> put = new ArrayList<>();
  private long bytes;

  /// @param put new, or now under another file
  /// @param remove what has no file any more
  record Result(List<HostedTorrent> put, List<InfoHash> remove) {}

  FolderScan(
      TorrentFolder folder,
      HostingLimits limits,
      Map<InfoHash, HostedTorrent> before,
      Grievances grievances,
      Instant now) {
    this.folder = folder;
    this.limits = limits;
    this.before = before;
    this.grievances = grievances;
    this.now = now;
  }

  Result run() throws IOException {
    Map<String, HostedTorrent> byFile = new HashMap<>();
    before.values().forEach(torrent -> byFile.put(torrent.file().name(), torrent));
    List<TorrentFile> fresh = new ArrayList<>();
    // Known ones first: a copy that somebody puts beside one does not take its place.
    for (TorrentFile file : folder.list(2 * limits.torrents() + 1)) {
      HostedTorrent known = byFile.get(file.name());
      if (known != null && known.file().equals(file)) {
        present.put(known.infoHash(), known);
        bytes += file.bytes();
      } else {
        fresh.add(file);
      }
    }
    fresh.forEach(this::look);
    return new Result(
        put, before.keySet().stream().filter(hash -> !present.containsKey(hash)).toList());
  }

  private void look(TorrentFile file) {
    if (present.size() >= limits.torrents() || bytes + file.bytes() > limits.totalBytes()) {
      grievances.tell(
          folder.path()
              + ": has more torrents than are hosted (at most "
              + limits.torrents()
              + ", of "
              + (limits.totalBytes() >> 20)
              + " MiB together); some are left out");
      return;
    }
    if (file.bytes() > limits.torrentBytes()) {
      tell(file, "larger than " + (limits.torrentBytes() >> 20) + " MiB");
      return;
    }
    try {
      Metainfo metainfo = Metainfo.parse(folder.read(file.name(), limits.torrentBytes()));
      HostedTorrent twin = present.get(metainfo.info().infoHash());
      if (twin == null) {
        take(metainfo, file);
      } else {
        tell(file, "the same torrent as " + twin.file().name());
      }
    } catch (ProtocolException e) {
      tell(file, "not a torrent: " + e.getMessage());
    } catch (IOException e) {
      tell(file, Failures.reason(e));
    }
  }

  private void take(Metainfo metainfo, TorrentFile file) {
    HostedTorrent known = before.get(metainfo.info().infoHash());
    HostedTorrent torrent =
        Hosting.hostedTorrent(
            metainfo.info(),
            file,
            known == null ? now : known.added(),
            known == null ? Origin.FOLDER : known.origin());
    present.put(torrent.infoHash(), torrent);
    put.add(torrent);
    bytes += file.bytes();
  }

  private void tell(TorrentFile file, String reason) {
    if (now.toEpochMilli() - file.modifiedMillis() > SETTLING.toMillis()) {
      grievances.tell(folder.path().resolve(file.name()) + ": left out: " + reason);
    }
  }
}
