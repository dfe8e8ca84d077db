package dev.panal.engine;

import dev.panal.wire.metainfo.Metainfo;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/// What a session is told when a torrent is added.
///
/// @param folder the download folder; the torrent's own folder or file is made inside it
/// @param files indices of the files that are wanted, empty for all
/// @param sequential pieces in order instead of rarest first
/// @param peers peers to try at once, besides those that trackers name
public record AddTorrent(
    Metainfo metainfo,
    Path folder,
    List<Integer> files,
    boolean sequential,
    List<InetSocketAddress> peers) {
  public AddTorrent {
    files = List.copyOf(files);
    peers = List.copyOf(peers);
  }

  /// All files, rarest first, peers from the trackers.
  public static AddTorrent of(Metainfo metainfo, Path folder) {
    return new AddTorrent(metainfo, folder, List.of(), false, List.of());
  }
}
