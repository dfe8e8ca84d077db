package dev.panal.app.tracker.console;

import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.console.Text;
import dev.panal.app.network.Addresses;
import dev.panal.app.tracker.feed.Feed;
import dev.panal.app.tracker.feed.FeedItem;
import dev.panal.app.tracker.feed.FeedListener;
import dev.panal.app.tracker.message.MessageJson;
import dev.panal.app.units.Sizes;
import dev.panal.tracker.SwarmEvent;
import dev.panal.tracker.SwarmPeer;
import dev.panal.tracker.TrackerSnapshot;
import dev.panal.tracker.message.Audience;
import dev.panal.tracker.message.Message;
import dev.panal.tracker.message.SwarmMember;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A line for everything that happens at the tracker, and on a terminal a table of who is there.
///
/// The lines are what a tracker is watched by, so there are some with `--quiet`, too; programs get
/// events instead, all of them. The terminal is the operator's own: it also shows what one peer
/// writes to another.
public final class TrackerLines implements FeedListener, AutoCloseable {
  /// The feed hands over 50 times a second.
  private static final int WAITING_ITEMS = 2_048;

  /// Of a terminal, what the table leaves to the lines above it.
  private static final int ROWS_FOR_LINES = 6;

  private final Output output;
  private final NodeTable nodes;
  private final InstantSource clock;
  private final DateTimeFormatter time;
  private final LineBudget budget = new LineBudget();
  private final Runnable end;

  /// @param zone of the times that are shown
  public TrackerLines(
      Output output, Feed feed, TorrentNames names, InstantSource clock, ZoneId zone) {
    this.output = output;
    this.nodes = new NodeTable(names);
    this.clock = clock;
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
    this.end = feed.subscribe(WAITING_ITEMS, this)::close;
  }

  /// Announces that change nothing are most of what happens, and only the table and the curious
  /// need them.
  @Override
  public boolean wants(FeedItem item) {
    return output.animated()
        || output.verbose()
        || !(item instanceof FeedItem.SwarmHappening(SwarmEvent.Announced _, Instant _));
  }

  /// How things are now.
  public synchronized void show(TrackerSnapshot now) {
    TrackerSnapshot.Counters done = now.counters();
    output.emit(
        Json.event("progress")
            .put("swarms", now.swarms())
            .put("peers", now.peers())
            .put("seeds", now.seeds())
            .put("http_announces", done.httpAnnounces())
            .put("udp_announces", done.udpAnnounces())
            .put("refused", done.failures()));
    long withheld = budget.withheld();
    if (withheld > 0) {
      output.log("… and " + withheld + " more events");
    }
    if (output.animated()) {
      output.live(table(now));
    }
  }

  private List<String> table(TrackerSnapshot now) {
    TrackerSnapshot.Counters done = now.counters();
    int rows = output.console().screen().orElseThrow().rows() - ROWS_FOR_LINES;
    int columns = output.console().screen().orElseThrow().columns() - 1;
    List<String> table = new ArrayList<>(nodes.rows(columns, rows, clock.instant()));
    table.add(
        String.format(
            Locale.ROOT,
            "%d swarms, %d peers, %d of them seeds; %d announces over HTTP, %d over UDP; %d refused",
            now.swarms(),
            now.peers(),
            now.seeds(),
            done.httpAnnounces(),
            done.udpAnnounces(),
            done.failures()));
    return table;
  }

  @Override
  public synchronized void onItem(FeedItem item) {
    switch (item) {
      case FeedItem.SwarmHappening(SwarmEvent event, Instant at) -> tell(event, at);
      case FeedItem.MessageSent(Message message, Instant at) -> tell(message, at);
    }
  }

  @Override
  public synchronized void onLost(long items) {
    budget.withhold(items);
  }

  private void tell(SwarmEvent event, Instant at) {
    boolean fresh = nodes.note(event, at);
    switch (event) {
      case SwarmEvent.Joined(InfoHash torrent, SwarmPeer peer, long left) -> {
        say(at, "connected", torrent, peer, peer("connected", torrent, peer), "");
        say(
            at,
            "started",
            torrent,
            peer,
            peer("started", torrent, peer).put("left_bytes", left),
            ", lacks " + Sizes.print(left));
      }
      case SwarmEvent.Shared(InfoHash torrent, SwarmPeer peer) -> {
        if (fresh) {
          say(at, "connected", torrent, peer, peer("connected", torrent, peer), "");
        }
        say(at, "shares", torrent, peer, peer("shares", torrent, peer), "");
      }
      case SwarmEvent.Announced said -> {
        if (output.verbose()) {
          say(at, "announced", said.infoHash(), said.peer(), announced(said), "");
        }
      }
      case SwarmEvent.Completed(InfoHash torrent, SwarmPeer peer) ->
          say(at, "completed", torrent, peer, peer("completed", torrent, peer), "");
      case SwarmEvent.Left(InfoHash torrent, SwarmPeer peer) -> gone(at, torrent, peer, "left");
      case SwarmEvent.Expired(InfoHash torrent, SwarmPeer peer) ->
          gone(at, torrent, peer, "silent");
    }
  }

  private void gone(Instant at, InfoHash torrent, SwarmPeer peer, String reason) {
    Json json = peer("disconnected", torrent, peer).put("reason", reason);
    say(at, "disconnected", torrent, peer, json, " (" + reason + ")");
  }

  private Json announced(SwarmEvent.Announced said) {
    return peer("announced", said.infoHash(), said.peer())
        .put("uploaded_bytes", said.uploaded())
        .put("downloaded_bytes", said.downloaded())
        .put("left_bytes", said.left());
  }

  private Json peer(String action, InfoHash torrent, SwarmPeer peer) {
    Optional<PeerId> id = peer.id();
    return Json.event("peer")
        .put("action", action)
        .put("info_hash", torrent.hex())
        .put("torrent", nodes.name(torrent))
        .put("peer", Addresses.print(peer.address()))
        .put("peer_id", id.map(NodeTable::hex))
        .put("name", id.map(PeerId::toString))
        .put("client", NodeTable.client(peer));
  }

  private void say(
      Instant at, String what, InfoHash torrent, SwarmPeer peer, Json json, String more) {
    output.emit(json);
    line(
        at,
        what
            + ": "
            + Addresses.print(peer.address())
            + " ("
            + NodeTable.client(peer)
            + ", "
            + NodeTable.shortId(peer)
            + "), "
            + nodes.torrent(torrent)
            + more);
  }

  private void tell(Message message, Instant at) {
    Optional<SwarmMember> from = message.sender().member();
    from.ifPresent(member -> nodes.wrote(member.infoHash(), member.peerId(), at));
    output.emit(MessageJson.fields(Json.event("message"), message));
    String address = message.sender().address().getHostAddress();
    String who =
        from.map(member -> NodeTable.shortId(member.peerId()) + " (" + address + ")")
            .orElse(address);
    String whom =
        switch (message.audience()) {
          case Audience.Peer(SwarmMember member) -> NodeTable.shortId(member.peerId());
          case Audience.Swarm(InfoHash torrent) -> nodes.torrent(torrent);
          case Audience.Everybody _ -> "all";
        };
    line(at, "message: " + who + " to " + whom + ": " + Text.oneLine(message.text()));
  }

  private void line(Instant at, String text) {
    if (budget.spend(clock.instant())) {
      output.log(time.format(at) + " " + text);
    }
  }

  @Override
  public void close() {
    end.run();
    output.live(List.of());
  }
}
