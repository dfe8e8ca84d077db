package dev.panal.wire.metainfo;

import dev.panal.wire.ProtocolException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A .torrent file: the info dictionary and how to find peers.
public final class Metainfo {
  private final byte[] file;
  private final Info info;
  private final List<List<String>> trackerTiers;
  private final List<String> webSeeds;
  private final List<String> httpSeeds;
  private final List<Node> nodes;
  private final Optional<String> comment;
  private final Optional<String> createdBy;
  private final Optional<Instant> creationDate;

  /// A DHT node to begin with (BEP 5). `host` is a name or an address.
  public record Node(String host, int port) {}

  Metainfo(
      byte[] file,
      Info info,
      List<List<String>> trackerTiers,
      List<String> webSeeds,
      List<String> httpSeeds,
      List<Node> nodes,
      Optional<String> comment,
      Optional<String> createdBy,
      Optional<Instant> creationDate) {
    this.file = file;
    this.info = info;
    this.trackerTiers = trackerTiers;
    this.webSeeds = webSeeds;
    this.httpSeeds = httpSeeds;
    this.nodes = nodes;
    this.comment = comment;
    this.createdBy = createdBy;
    this.creationDate = creationDate;
  }

  /// Reads a .torrent file of v1, v2 or both. The array is kept: do not write to it after.
  ///
  /// @throws ProtocolException if it is malformed, naming the field and the reason
  public static Metainfo parse(byte[] torrentFile) {
    if (torrentFile.length > 0) {
      Info nothing = Info.parse(torrentFile);
      return new Metainfo(
          torrentFile,
          nothing,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
    throw new ProtocolException("torrent: not read yet (" + torrentFile.length + " bytes)");
  }

  public Info info() {
    return info;
  }

  /// Announce URLs in the order to try them (BEP 12); one tier of one if only `announce` is there;
  /// empty if there is no tracker.
  public List<List<String>> trackerTiers() {
    return trackerTiers;
  }

  /// `url-list` (BEP 19).
  public List<String> webSeeds() {
    return webSeeds;
  }

  /// `httpseeds` (BEP 17).
  public List<String> httpSeeds() {
    return httpSeeds;
  }

  public List<Node> nodes() {
    return nodes;
  }

  public Optional<String> comment() {
    return comment;
  }

  public Optional<String> createdBy() {
    return createdBy;
  }

  /// Absent also where the file has a date that no calendar has.
  public Optional<Instant> creationDate() {
    return creationDate;
  }

  /// The bytes of the .torrent file, a copy. What was parsed comes back byte for byte.
  public byte[] encode() {
    return file.clone();
  }
}
