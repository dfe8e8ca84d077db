package dev.panal.wire.magnet;

import dev.panal.wire.InfoHash;
import dev.panal.wire.InfoHashV2;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.Info;
import dev.panal.wire.metainfo.Metainfo;
import java.util.List;
import java.util.Optional;

/// A magnet link: which torrent, and where to ask for it. All text in it is hostile: not for
/// terminals and file systems as it is.
///
/// @param v1 info-hash of v1 (`xt=urn:btih:`)
/// @param v2 info-hash of v2 (`xt=urn:btmh:`); a hybrid torrent has both, and one must be there
/// @param name what to show until the info dictionary has come (`dn`)
/// @param trackers announce URLs (`tr`)
/// @param webSeeds `ws`
/// @param peers whom to ask first (`x.pe`)
/// @param files numbers of the files to fetch (`so`, BEP 53); all, if empty
public record Magnet(
    Optional<InfoHash> v1,
    Optional<InfoHashV2> v2,
    Optional<String> name,
    List<String> trackers,
    List<String> webSeeds,
    List<Peer> peers,
    List<FileRange> files) {
  /// @param host a name or an address; IPv6 without brackets
  public record Peer(String host, int port) {
    public Peer {
      if (host.isEmpty() || port < 1 || port > 65_535) {
        throw new IllegalArgumentException(host + " port " + port);
      }
    }
  }

  /// Files `first` to `last`, both included, counted from 0 in the order of the torrent.
  public record FileRange(int first, int last) {
    public FileRange {
      if (first < 0 || last < first) {
        throw new IllegalArgumentException(first + " to " + last);
      }
    }
  }

  public Magnet {
    if (v1.isEmpty() && v2.isEmpty()) {
      throw new IllegalArgumentException("a magnet link needs an info-hash");
    }
    trackers = List.copyOf(trackers);
    webSeeds = List.copyOf(webSeeds);
    peers = List.copyOf(peers);
    files = List.copyOf(files);
  }

  /// Reads a link, in any order and case that programs write.
  ///
  /// @throws ProtocolException if it is no magnet link of a torrent, naming the field and the
  ///   reason
  public static Magnet parse(String link) {
    return new MagnetReader().read(link);
  }

  /// The link of a torrent, with its trackers and web seeds.
  public static Magnet of(Metainfo torrent) {
    Info info = torrent.info();
    return new Magnet(
        info.v1(),
        info.v2(),
        Optional.of(info.name()),
        torrent.trackerTiers().stream().flatMap(List::stream).distinct().toList(),
        torrent.webSeeds(),
        List.of(),
        List.of());
  }

  /// What names the swarm on the wire: v1's info-hash if there is one, else v2's, truncated.
  public InfoHash infoHash() {
    return v1.orElseGet(() -> v2.orElseThrow().truncated());
  }

  /// Whether file number `file` of the torrent is to be fetched.
  public boolean wants(int file) {
    return files.isEmpty()
        || files.stream().anyMatch(range -> range.first() <= file && file <= range.last());
  }

  /// The link.
  public String uri() {
    return MagnetWriter.write(this);
  }
}
