package dev.panal.tracker;

import dev.panal.io.Datagrams;
import dev.panal.io.Network;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.PeerList;
import dev.panal.wire.tracker.ScrapeRequest;
import dev.panal.wire.tracker.SwarmCounts;
import dev.panal.wire.tracker.TrackerFailure;
import dev.panal.wire.tracker.TrackerPath;
import dev.panal.wire.tracker.UdpReply;
import dev.panal.wire.tracker.UdpRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tracker over UDP (BEP 15, 41), one socket.
///
/// Sender addresses are easily forged. Before a sender has proved its own by a connection id, it
/// never gets more bytes than it sent, so that nobody can be flooded through us; and nothing is
/// kept for it.
final class UdpTracker {
  /// What passes every IPv6 link in one piece: 1,280 bytes less the headers of IPv6 and UDP.
  private static final int MAX_REPLY = 1_232;

  private static final int PEERS_ROOM = MAX_REPLY - UdpReply.Announced.HEADER_LENGTH;

  /// Peer ids do not travel, and the family of the peers is that of the datagram.
  private static final TrackerDesk.Form V4 =
      new TrackerDesk.Form(PEERS_ROOM / PeerList.V4_LENGTH, false, false);

  private static final TrackerDesk.Form V6 =
      new TrackerDesk.Form(PEERS_ROOM / PeerList.V6_LENGTH, false, false);

  private static final int SHORTEST_REQUEST = 16;
  private static final int TRANSACTION_ID_OFFSET = 12;

  /// Must fit into what the shortest scrape has sent.
  private static final String UNPROVEN = "connection id is stale";

  private final TrackerDesk desk;
  private final ConnectionIds ids;
  private final TrackerCounters counters;
  private final ByteBuffer out = ByteBuffer.allocateDirect(MAX_REPLY);
  private final Datagrams datagrams;

  /// @throws IOException if the address cannot be had; the message names it
  UdpTracker(
      Network network,
      InetSocketAddress local,
      TrackerDesk desk,
      ConnectionIds ids,
      TrackerCounters counters)
      throws IOException {
    this.desk = desk;
    this.ids = ids;
    this.counters = counters;
    this.datagrams = network.bind(local, this::onDatagram);
  }

  InetSocketAddress local() {
    return datagrams.local();
  }

  void close() {
    datagrams.close();
  }

  private void onDatagram(ByteBuffer in, InetSocketAddress from) {
    int length = in.remaining();
    if (length < SHORTEST_REQUEST || from.getPort() == 0) {
      counters.dropped++;
      return;
    }
    long connectionId = in.getLong(in.position());
    int transactionId = in.getInt(in.position() + TRANSACTION_ID_OFFSET);
    boolean proven =
        connectionId != UdpRequest.PROTOCOL_ID && ids.proves(connectionId, from.getAddress());
    if (!proven && connectionId != UdpRequest.PROTOCOL_ID) {
      fail(transactionId, UNPROVEN, length, from);
      return;
    }
    try {
      switch (UdpRequest.decode(in)) {
        case UdpRequest.Connect connect -> connect(connect, from);
        case UdpRequest.Announce announce when proven -> announce(announce, from);
        case UdpRequest.Scrape scrape when proven -> scrape(scrape, from);
        case UdpRequest.Announce _, UdpRequest.Scrape _ -> counters.dropped++;
      }
    } catch (ProtocolException e) {
      fail(transactionId, String.valueOf(e.getMessage()), proven ? MAX_REPLY : length, from);
    }
  }

  private void connect(UdpRequest.Connect connect, InetSocketAddress to) {
    counters.udpConnects++;
    out.clear();
    new UdpReply.Connected(connect.transactionId(), ids.issue(to.getAddress())).encode(out);
    send(to);
  }

  private void announce(UdpRequest.Announce announce, InetSocketAddress from) {
    InetAddress sender = from.getAddress();
    boolean v6 = sender.getAddress().length == Row.V6_BYTES;
    Optional<TrackerFailure> failure =
        desk.announce(announce.request(), passkey(announce.urlData()), sender, v6 ? V6 : V4);
    if (failure.isPresent()) {
      fail(announce.transactionId(), failure.get().reason(), MAX_REPLY, from);
      return;
    }
    counters.udpAnnounces++;
    Answer answer = desk.answer();
    out.clear();
    UdpReply.Announced.encodeHeader(
        announce.transactionId(), answer.intervalSeconds, answer.leechers, answer.seeds, out);
    out.put(v6 ? answer.v6 : answer.v4);
    send(from);
  }

  /// Of what stands in the URL (BEP 41); empty where there is none, or no sense in it.
  private static String passkey(String urlData) {
    int query = urlData.indexOf('?');
    return TrackerPath.parse(query < 0 ? urlData : urlData.substring(0, query))
        .map(TrackerPath::passkey)
        .orElse("");
  }

  private void scrape(UdpRequest.Scrape scrape, InetSocketAddress from) {
    ScrapeRequest request = scrape.request();
    if (request.infoHashes().isEmpty()) {
      fail(scrape.transactionId(), "scrape: no info-hash", MAX_REPLY, from);
      return;
    }
    // A scrape carries no URL, so nobody can show a passkey.
    Optional<TrackerFailure> failure = desk.turnedAway("");
    if (failure.isPresent()) {
      fail(scrape.transactionId(), failure.get().reason(), MAX_REPLY, from);
      return;
    }
    counters.udpScrapes++;
    List<SwarmCounts> counts = new ArrayList<>(request.infoHashes().size());
    for (SwarmSummary swarm : desk.scrape(request)) {
      counts.add(new SwarmCounts(swarm.seeds(), swarm.leechers(), swarm.completed()));
    }
    out.clear();
    new UdpReply.Scraped(scrape.transactionId(), counts).encode(out);
    send(from);
  }

  /// Says why not, if that fits.
  private void fail(int transactionId, String reason, int maxBytes, InetSocketAddress to) {
    out.clear();
    new UdpReply.Failed(transactionId, reason).encode(out);
    if (out.position() > maxBytes) {
      counters.dropped++;
      return;
    }
    counters.failures++;
    send(to);
  }

  private void send(InetSocketAddress to) {
    out.flip();
    datagrams.send(out, to);
  }
}
