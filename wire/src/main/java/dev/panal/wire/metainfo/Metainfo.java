package dev.panal.wire.metainfo;

import dev.panal.wire.ProtocolException;
import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.BValue;
import dev.panal.wire.bencode.Bencode;
import dev.panal.wire.bencode.BencodeWriter;
import dev.panal.wire.bencode.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A .torrent file: the info dictionary and how to find peers.
///
/// What says what is shared, and where to ask for it, is taken by the letter; what only tells
/// something (comment, date, who made it) is taken as it comes, and absent if it makes no sense.
public final class Metainfo {
  /// The largest .torrent taken: 300,000 pieces in both versions are 16 MB, 100,000 files in both
  /// some 25 MB.
  public static final int MAX_BYTES = 32 << 20;

  /// As many values as the largest .torrent with files has; the index of them takes 16 MB. The
  /// depth leaves room for the folders of v2.
  static final Limits LIMITS =
      new Limits(MAX_BYTES, RawFile.MAX_PATH_ELEMENTS + 8, 4_000_000, MAX_BYTES);

  /// A DHT node to begin with (BEP 5).
  ///
  /// @param host a name or an address
  public record Node(String host, int port) {}

  private final byte[] file;
  private final NameRules rules;
  private final Info info;
  private final List<List<String>> trackerTiers;
  private final List<String> webSeeds;
  private final List<String> httpSeeds;
  private final List<Node> nodes;
  private final Optional<String> comment;
  private final Optional<String> createdBy;
  private final Optional<Instant> creationDate;

  private Metainfo(byte[] file, BDict torrent, NameRules rules) {
    this.file = file;
    this.rules = rules;
    this.trackerTiers = TorrentFields.trackerTiers(torrent);
    this.webSeeds = TorrentFields.urls(torrent, "url-list");
    this.httpSeeds = TorrentFields.urls(torrent, "httpseeds");
    this.nodes = TorrentFields.nodes(torrent);
    this.comment = TorrentFields.text(torrent, "comment");
    this.createdBy = TorrentFields.text(torrent, "created by");
    this.creationDate = TorrentFields.date(torrent);
    // Last, so that what is wrong elsewhere is found before the files take memory.
    this.info =
        InfoReader.read(
            torrent.dict("info"), file, rules, TorrentFields.encoding(torrent), torrent);
  }

  /// Reads a .torrent file of v1, v2 or both, with names for any file system. The array is kept: do
  /// not write to it after. Line ends after the end of the file are let pass, nothing else is.
  ///
  /// @throws ProtocolException if it is malformed, naming the field and the reason
  public static Metainfo parse(byte[] torrentFile) {
    return parse(torrentFile, NameRules.PORTABLE);
  }

  /// As [#parse(byte[])], with names by `rules`.
  public static Metainfo parse(byte[] torrentFile, NameRules rules) {
    BValue torrent = Bencode.decodePrefix(torrentFile, 0, LIMITS);
    for (int i = torrent.end(); i < torrentFile.length; i++) {
      if (torrentFile[i] != '\n' && torrentFile[i] != '\r') {
        throw new ProtocolException("byte " + i + ": something follows after the end");
      }
    }
    return new Metainfo(torrentFile, torrent.dict(), rules);
  }

  /// A .torrent for `info`, which came from peers.
  ///
  /// @throws ProtocolException if `info` is of v2 and has a file longer than a piece: the piece
  ///   layers that must go along are not known
  public static Metainfo of(Info info, List<List<String>> trackerTiers, List<String> webSeeds) {
    Map<String, byte[]> fields = new TreeMap<>();
    fields.put("info", info.bytes());
    if (info.v2().isPresent()) {
      fields.put("piece layers", new BencodeWriter().dict().end().bytes());
    }
    TorrentFields.putTrackers(fields, trackerTiers);
    TorrentFields.putUrls(fields, "url-list", webSeeds);
    return parse(TorrentFields.join(fields));
  }

  /// The same torrent with other trackers: all else stays, the info-hash too.
  public Metainfo withTrackers(List<List<String>> tiers) {
    Map<String, byte[]> fields = new TreeMap<>();
    for (BDict.Entry entry : Bencode.decodePrefix(file, 0, LIMITS).dict()) {
      // Chars that are the bytes: their order is that of the keys.
      fields.put(
          new String(entry.key().bytes(), StandardCharsets.ISO_8859_1), entry.value().encoded());
    }
    TorrentFields.putTrackers(fields, tiers);
    return parse(TorrentFields.join(fields), rules);
  }

  /// The same torrent with `urls` as its first tier, before those that it has; a URL that is among
  /// them stands there only. None change nothing.
  public Metainfo withFirstTier(List<String> urls) {
    if (urls.isEmpty()) {
      return this;
    }
    List<List<String>> tiers = new ArrayList<>();
    tiers.add(urls);
    for (List<String> tier : trackerTiers) {
      tiers.add(tier.stream().filter(url -> !urls.contains(url)).toList());
    }
    return withTrackers(tiers);
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

  /// Hostile text: not for terminals as it is. The same is true of [#createdBy()] and all URLs.
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

  /// The piece layer (BEP 52) of file `index` of [Info#files()], read-only: SHA-256 hashes end to
  /// end, one a piece. Absent in v1 torrents, and for files no longer than a piece.
  public Optional<ByteBuffer> pieceLayer(int index) {
    return info.pieceLayer(index);
  }

  /// The bytes of the .torrent file, a copy. What was parsed comes back byte for byte.
  public byte[] encode() {
    return file.clone();
  }
}
