package dev.panal.app.tracker.page;

import dev.panal.app.console.Json;
import dev.panal.app.console.Text;
import dev.panal.app.network.Addresses;
import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.app.tracker.nodes.ClientName;
import dev.panal.app.tracker.nodes.Node;
import dev.panal.app.tracker.nodes.NodeEvent;
import dev.panal.tracker.SwarmPeer;
import dev.panal.tracker.SwarmSummary;
import dev.panal.wire.InfoHash;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.Metainfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// How things look as JSON. Field names are a contract with whoever reads `/api/v1`.
final class Shapes {
  /// A page of more is no page; the rest is in the `.torrent`.
  private static final int MAX_FILES = 5_000;

  private static final int MAX_URLS = 100;

  private Shapes() {}

  static String fileUrl(HostedTorrent torrent) {
    return "/files/"
        + URLEncoder.encode(torrent.downloadName(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// A torrent as lists show it.
  static Json torrent(HostedTorrent torrent, SwarmSummary counts, List<String> announceUrls) {
    return counts(counts)
        .put("name", torrent.name())
        .put("info_hash_v2", torrent.v2().map(hash -> hash.hex()))
        .put("size", torrent.length())
        .put("files", torrent.files())
        .put("private", torrent.isPrivate())
        .put("added", torrent.added().toString())
        .put("origin", torrent.origin().name().toLowerCase(java.util.Locale.ROOT))
        .put("url", fileUrl(torrent))
        .put("magnet", torrent.magnet(announceUrls));
  }

  static Json counts(SwarmSummary counts) {
    return Json.object()
        .put("info_hash", counts.infoHash().hex())
        .put("seeds", counts.seeds())
        .put("leechers", counts.leechers())
        .put("completed", counts.completed());
  }

  /// Adds what only its file says.
  static Json details(Json torrent, Metainfo metainfo) {
    List<FileEntry> files = metainfo.info().files().stream().filter(file -> !file.pad()).toList();
    return torrent
        .put("piece_length", metainfo.info().pieceLength())
        .put("pieces", metainfo.info().pieceCount())
        .put("comment", metainfo.comment().map(Text::safe))
        .put("created_by", metainfo.createdBy().map(Text::safe))
        .put("created", metainfo.creationDate().map(Object::toString))
        .put(
            "trackers",
            metainfo.trackerTiers().stream()
                .flatMap(List::stream)
                .limit(MAX_URLS)
                .map(Text::safe)
                .toList())
        .put("web_seeds", metainfo.webSeeds().stream().limit(MAX_URLS).map(Text::safe).toList())
        .put(
            "content",
            files.stream()
                .limit(MAX_FILES)
                .map(file ->
                    Json.object()
                        .put("path", Text.safe(String.join("/", file.path())))
                        .put("size", file.length()))
                .toList())
        .put("content_left_out", Math.max(0, files.size() - MAX_FILES));
  }

  /// @param length bytes of the torrent, if it is known here
  static Json node(Node node, Optional<Long> length) {
    Json json =
        peer(node.peer())
            .put("info_hash", node.infoHash().hex())
            .put("seed", node.seed())
            .put("left", node.left())
            .put("uploaded", node.uploaded())
            .put("downloaded", node.downloaded())
            .put("upload_rate", node.uploadRate())
            .put("download_rate", node.downloadRate())
            .put("since", node.since().toString())
            .put("last", node.last().toString())
            .put("doing", node.doing().word());
    return json.put("share", share(node, length));
  }

  private static Optional<Double> share(Node node, Optional<Long> length) {
    if (node.seed()) {
      return Optional.of(1.0);
    }
    if (node.left().isEmpty() || length.isEmpty() || length.get() <= 0) {
      return Optional.empty();
    }
    double left = (double) node.left().getAsLong() / length.get();
    return Optional.of(Math.round(Math.clamp(1 - left, 0, 0.999) * 1_000) / 1_000.0);
  }

  static Json event(NodeEvent event, Optional<HostedTorrent> torrent) {
    return Json.object()
        .put("kind", "swarm")
        .put("number", event.number())
        .put("at", event.at().toString())
        .put("action", event.deed().word())
        .put("info_hash", event.node().infoHash().hex())
        .put("name", torrent.map(HostedTorrent::name))
        .put("peer", node(event.node(), torrent.map(HostedTorrent::length)));
  }

  private static Json peer(SwarmPeer peer) {
    return Json.object()
        .put("id", peer.id().map(id -> HexFormat.of().formatHex(id.bytes())))
        .put("client", peer.id().map(ClientName::of).orElse("unknown"))
        .put("address", masked(peer.address()));
  }

  /// Trackers tell addresses to who takes part; a page that anybody may look at tells the network
  /// only. Of this machine and private networks, all of it.
  static String masked(InetSocketAddress peer) {
    InetAddress address = peer.getAddress();
    byte[] bytes = address.getAddress();
    boolean hidden =
        !address.isLoopbackAddress()
            && !address.isSiteLocalAddress()
            && !address.isLinkLocalAddress()
            && !(bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc);
    if (!hidden) {
      return Addresses.print(peer);
    }
    if (bytes.length == 4) {
      return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + ".*";
    }
    HexFormat hex = HexFormat.of();
    return hex.formatHex(bytes, 0, 2)
        + ":"
        + hex.formatHex(bytes, 2, 4)
        + ":"
        + hex.formatHex(bytes, 4, 6)
        + ":*";
  }

  static Optional<InfoHash> infoHash(String hex) {
    return hex.matches("[0-9a-fA-F]{40}") ? Optional.of(InfoHash.ofHex(hex)) : Optional.empty();
  }
}
