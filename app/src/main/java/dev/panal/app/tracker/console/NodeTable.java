package dev.panal.app.tracker.console;

import dev.panal.app.console.Text;
import dev.panal.app.network.Addresses;
import dev.panal.app.progress.Bar;
import dev.panal.app.tracker.nodes.ClientName;
import dev.panal.app.units.Rates;
import dev.panal.tracker.SwarmEvent;
import dev.panal.tracker.SwarmPeer;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The nodes that something has happened to lately, for a terminal.
///
/// A tracker may have a million peers, and a screen has some fifty lines: what has happened last is
/// kept, whoever was silent longest makes room.
final class NodeTable {
  private static final int MAX_NODES = 1_000;
  private static final int MAX_SIZES = 10_000;

  /// A node that is gone can be read for so long.
  private static final Duration AFTERGLOW = Duration.ofSeconds(10);

  private static final int ADDRESS_COLUMNS = 21;
  private static final int CLIENT_COLUMNS = 18;
  private static final int PEER_COLUMNS = 8;
  private static final int RATE_COLUMNS = 11;

  /// The letters of a peer id that its client has drawn: with these it can be named in `panal
  /// message`.
  private static final int CLIENT_PREFIX = 8;

  private final TorrentNames names;
  private final Map<Key, SeenNode> nodes = new Lru<>(MAX_NODES);

  /// The most that anybody lacked: the size, unless somebody says better.
  private final Map<InfoHash, Long> largestLeft = new Lru<>(MAX_SIZES);

  private record Key(InfoHash infoHash, Optional<PeerId> id, InetSocketAddress address) {}

  NodeTable(TorrentNames names) {
    this.names = names;
  }

  /// @return whether the peer was not here before
  boolean note(SwarmEvent event, Instant now) {
    SeenNode node = nodes.get(key(event));
    boolean fresh = node == null || node.gone();
    if (node == null || node.gone()) {
      node = new SeenNode(event.infoHash(), event.peer(), now);
      nodes.put(key(event), node);
    }
    switch (event) {
      case SwarmEvent.Joined joined -> {
        node.lacks(joined.left());
        size(joined.infoHash(), joined.left());
        node.event("started", now);
      }
      case SwarmEvent.Shared _ -> {
        node.lacks(0);
        node.event("shares", now);
      }
      case SwarmEvent.Announced said -> {
        size(said.infoHash(), said.left());
        node.announced(said.uploaded(), said.left(), now);
        node.event("announced", now);
      }
      case SwarmEvent.Completed _ -> {
        node.lacks(0);
        node.event("completed", now);
      }
      case SwarmEvent.Left _ -> {
        node.left();
        node.event("left", now);
      }
      case SwarmEvent.Expired _ -> {
        node.left();
        node.event("went silent", now);
      }
    }
    return fresh;
  }

  /// A peer has written something.
  void wrote(InfoHash infoHash, PeerId id, Instant now) {
    for (SeenNode node : nodes.values()) {
      if (node.infoHash.equals(infoHash) && node.peer.id().equals(Optional.of(id))) {
        node.event("message", now);
        return;
      }
    }
  }

  private void size(InfoHash infoHash, long left) {
    largestLeft.merge(infoHash, left, Math::max);
  }

  private static Key key(SwarmEvent event) {
    return new Key(event.infoHash(), event.peer().id(), event.peer().address());
  }

  /// The torrent's name where somebody knows it, else the beginning of its info-hash.
  String torrent(InfoHash infoHash) {
    return names
        .of(infoHash)
        .map(known -> Text.safe(known.name()))
        .orElse(infoHash.hex().substring(0, 12));
  }

  /// The torrent's name where somebody knows it; hostile text.
  Optional<String> name(InfoHash infoHash) {
    return names.of(infoHash).map(TorrentNames.Known::name);
  }

  static String hex(PeerId id) {
    return HexFormat.of().formatHex(id.bytes());
  }

  /// The part of a peer id by which it can be named.
  static String shortId(SwarmPeer peer) {
    return peer.id().map(NodeTable::shortId).orElse("?");
  }

  static String shortId(PeerId id) {
    String shown = id.toString();
    String drawn =
        shown.length() > CLIENT_PREFIX && shown.charAt(0) == '-' && shown.charAt(7) == '-'
            ? shown.substring(CLIENT_PREFIX)
            : shown;
    return drawn.substring(0, Math.min(PEER_COLUMNS, drawn.length()));
  }

  static String client(SwarmPeer peer) {
    return peer.id().map(ClientName::of).orElse("?");
  }

  /// Heads and rows, what happened last first.
  ///
  /// @param maxRows with the head
  List<String> rows(int columns, int maxRows, Instant now) {
    nodes.values().removeIf(node -> node.gone() && age(node, now).compareTo(AFTERGLOW) > 0);
    List<SeenNode> latest = new ArrayList<>(nodes.values());
    latest.sort(Comparator.comparing(SeenNode::lastEventAt).reversed());
    List<String> rows = new ArrayList<>();
    int torrentColumns =
        Math.max(
            8,
            columns
                - (ADDRESS_COLUMNS + CLIENT_COLUMNS + PEER_COLUMNS + 2 * RATE_COLUMNS)
                - (9 + 8 + 12 + 7));
    if (latest.isEmpty() || maxRows < 2) {
      return rows;
    }
    rows.add(
        row(
            torrentColumns,
            "ADDRESS",
            "CLIENT",
            "PEER",
            "ROLE",
            "TORRENT",
            "HAS",
            "DOWN",
            "UP",
            "LAST"));
    for (SeenNode node : latest.subList(0, Math.min(latest.size(), maxRows - 1))) {
      rows.add(
          row(
              torrentColumns,
              Addresses.print(node.peer.address()),
              client(node.peer),
              shortId(node.peer),
              node.gone() ? "gone" : node.seed() ? "seeder" : "leecher",
              torrent(node.infoHash),
              has(node),
              rate(node.downRate()),
              rate(node.upRate()),
              node.lastEvent()));
    }
    return rows;
  }

  private static Duration age(SeenNode node, Instant now) {
    return Duration.between(node.lastEventAt(), now);
  }

  private static String row(
      int torrentColumns,
      String address,
      String client,
      String peer,
      String role,
      String torrent,
      String has,
      String down,
      String up,
      String last) {
    return Text.pad(address, ADDRESS_COLUMNS)
        + " "
        + Text.pad(client, CLIENT_COLUMNS)
        + " "
        + Text.pad(peer, PEER_COLUMNS)
        + " "
        + Text.pad(role, 8)
        + " "
        + Text.pad(torrent, torrentColumns)
        + " "
        + Text.pad(has, 6)
        + " "
        + Text.pad(down, RATE_COLUMNS)
        + Text.pad(up, RATE_COLUMNS)
        + last;
  }

  private static String rate(long bytesPerSecond) {
    return bytesPerSecond == 0 ? "" : Rates.print(bytesPerSecond);
  }

  private String has(SeenNode node) {
    if (node.seed()) {
      return "100%";
    }
    long size =
        names
            .of(node.infoHash)
            .map(TorrentNames.Known::bytes)
            .orElse(largestLeft.getOrDefault(node.infoHash, 0L));
    return node.leftBytes() < 0 || size <= 0
        ? "?"
        : Bar.percent(Math.max(0, size - node.leftBytes()), size);
  }

  private static final class Lru<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int most;

    Lru(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }
}
