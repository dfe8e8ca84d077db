package dev.panal.tracker;

import dev.panal.io.DatagramService;
import dev.panal.io.Endpoint;
import dev.panal.io.Network;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.PeerList;
import dev.panal.wire.tracker.ScrapeRequest;
import dev.panal.wire.tracker.SwarmCounts;
import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.TrackerFailure;
import dev.panal.wire.tracker.TrackerPath;
import dev.panal.wire.tracker.UdpAnnounceFrame;
import dev.panal.wire.tracker.UdpReply;
import dev.panal.wire.tracker.UdpRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The tracker over UDP (BEP 15, 41), one socket.
///
/// Sender addresses are easily forged. Before a sender has proved its own by a connection id, it
/// never gets more bytes than it sent, so that nobody can be flooded through us; and nothing is
/// kept for it.
///
/// A good announce is read from its datagram and answered into the next without an object in
/// between; everything else takes the codecs.
final class UdpTracker {
  private static final int PEERS_ROOM =
      DatagramService.MAX_ANSWER_BYTES - UdpReply.Announced.HEADER_LENGTH;

  /// Peer ids do not travel, and the family of the peers is that of the datagram.
  private static final int MAX_V4_PEERS = PEERS_ROOM / PeerList.V4_LENGTH;

  private static final int MAX_V6_PEERS = PEERS_ROOM / PeerList.V6_LENGTH;

  private static final int SHORTEST_REQUEST = 16;
  private static final int TRANSACTION_ID_OFFSET = 12;

  /// Must fit into what the shortest scrape has sent.
  private static final String UNPROVEN = "connection id is stale";

  private final TrackerDesk desk;
  private final ConnectionIds ids;
  private final TrackerCounters counters;
  private final UdpAnnounceFrame frame = new UdpAnnounceFrame();
  private final Announcement said = new Announcement();
  private final Foresight foresight;
  private final LoadShedding shedding;
  private final DatagramService service;

  /// @throws IOException if the address cannot be had; the message names it
  UdpTracker(
      Network network,
      InetSocketAddress local,
      TrackerDesk desk,
      ConnectionIds ids,
      TrackerCounters counters,
      Foresight foresight,
      LoadShedding shedding)
      throws IOException {
    this.desk = desk;
    this.ids = ids;
    this.counters = counters;
    this.foresight = foresight;
    this.shedding = shedding;
    this.service = network.serve(local, new Answers());
  }

  InetSocketAddress local() {
    return service.local();
  }

  void close() {
    service.close();
  }

  /// What the socket asks for.
  private final class Answers implements DatagramService.Responder {
    @Override
    public void expect(ByteBuffer[] questions, int count) {
      ids.lookAtClock(count);
      foresight.expect(questions, count);
      if (desk.sheds()) {
        shedding.look(service);
      }
    }

    @Override
    public void respond(ByteBuffer question, Endpoint from, ByteBuffer answer) {
      UdpTracker.this.respond(question, from, answer);
    }
  }

  private void respond(ByteBuffer in, Endpoint from, ByteBuffer out) {
    int length = in.remaining();
    if (length < SHORTEST_REQUEST || from.port() == 0) {
      counters.dropped++;
      return;
    }
    long connectionId = in.getLong(in.position());
    int transactionId = in.getInt(in.position() + TRANSACTION_ID_OFFSET);
    boolean proven = connectionId != UdpRequest.PROTOCOL_ID && ids.proves(connectionId, from);
    if (!proven && connectionId != UdpRequest.PROTOCOL_ID) {
      fail(transactionId, UNPROVEN, length, out);
      return;
    }
    try {
      if (proven && frame.wrap(in)) {
        announce(transactionId, from, out);
        return;
      }
      switch (UdpRequest.decode(in)) {
        case UdpRequest.Connect connect -> connect(connect, from, out);
        case UdpRequest.Scrape scrape when proven -> scrape(scrape, from, out);
        case UdpRequest.Announce _, UdpRequest.Scrape _ -> counters.dropped++;
      }
    } catch (ProtocolException e) {
      fail(
          transactionId,
          String.valueOf(e.getMessage()),
          proven ? DatagramService.MAX_ANSWER_BYTES : length,
          out);
    }
  }

  private void connect(UdpRequest.Connect connect, Endpoint to, ByteBuffer out) {
    counters.udpConnects++;
    new UdpReply.Connected(connect.transactionId(), ids.issue(to)).encode(out);
  }

  private void announce(int transactionId, Endpoint from, ByteBuffer out) {
    said.at(from.v6(), from.high(), from.low(), frame.port());
    Optional<TrackerFailure> failure = tooMuch();
    if (failure.isEmpty()) {
      failure = claim(frame.address(), from);
    }
    if (failure.isEmpty()) {
      load(from.v6());
      String passkey = desk.open() ? "" : passkey(frame.urlData());
      if (!desk.answersAtOnce(said)) {
        announceLater(transactionId, passkey, from);
        return;
      }
      failure = desk.announce(said, passkey);
    }
    answer(transactionId, failure, from.v6(), out);
  }

  /// Why nobody can care for this announce now. Who says good-bye is heard: it will not come again.
  private Optional<TrackerFailure> tooMuch() {
    return frame.event() != TrackerEvent.STOPPED && shedding.turnsAway()
        ? Optional.of(desk.tooMuch())
        : Optional.empty();
  }

  private void announceLater(int transactionId, String passkey, Endpoint from) {
    InetSocketAddress to = from.socketAddress();
    boolean v6 = from.v6();
    desk.announceLater(
        said, passkey, failure -> later(to, out -> answer(transactionId, failure, v6, out)));
  }

  private void later(InetSocketAddress to, Consumer<ByteBuffer> answer) {
    ByteBuffer out = ByteBuffer.allocate(DatagramService.MAX_ANSWER_BYTES);
    answer.accept(out);
    if (out.position() > 0) {
      boolean _ = service.answerLater(out.flip(), to);
    }
  }

  private void answer(
      int transactionId, Optional<TrackerFailure> failure, boolean v6, ByteBuffer out) {
    if (failure.isPresent()) {
      fail(transactionId, failure.get().reason(), DatagramService.MAX_ANSWER_BYTES, out);
      return;
    }
    counters.udpAnnounces++;
    counters.udpAnnouncesV6 += v6 ? 1 : 0;
    Answer answer = desk.answer();
    UdpReply.Announced.encodeHeader(
        transactionId, answer.intervalSeconds, answer.leechers, answer.seeds, out);
    out.put(v6 ? answer.v6 : answer.v4);
  }

  private void load(boolean v6) {
    said.hashA = frame.infoHashA();
    said.hashB = frame.infoHashB();
    said.hashC = frame.infoHashC();
    said.idPrefix = frame.peerIdA();
    said.idTail = frame.peerIdB();
    said.idTailEnd = frame.peerIdC();
    said.key = frame.key();
    said.says(
        TrackerDesk.change(frame.event()), frame.uploaded(), frame.downloaded(), frame.left());
    int wanted = desk.wanted(frame.numWant(), v6 ? MAX_V6_PEERS : MAX_V4_PEERS);
    said.wants(wanted, v6, false, false);
  }

  /// Another address than the sender's, which it may have said.
  private Optional<TrackerFailure> claim(int address, Endpoint from) {
    if (address == 0 || (!from.v6() && (int) from.low() == address)) {
      return Optional.empty();
    }
    InetAddress claimed = v4(address);
    Optional<TrackerFailure> failure = desk.disbelief(from.address(), claimed);
    if (failure.isEmpty()) {
      said.at(claimed, frame.port());
    }
    return failure;
  }

  private static InetAddress v4(int address) {
    try {
      return InetAddress.getByAddress(ByteBuffer.allocate(Row.V4_BYTES).putInt(address).array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of the wrong length", e);
    }
  }

  /// Of what stands in the URL (BEP 41); empty where there is none, or no sense in it.
  private static String passkey(String urlData) {
    int query = urlData.indexOf('?');
    return TrackerPath.parse(query < 0 ? urlData : urlData.substring(0, query))
        .map(TrackerPath::passkey)
        .orElse("");
  }

  private void scrape(UdpRequest.Scrape scrape, Endpoint from, ByteBuffer out) {
    ScrapeRequest request = scrape.request();
    if (request.infoHashes().isEmpty()) {
      fail(scrape.transactionId(), "scrape: no info-hash", DatagramService.MAX_ANSWER_BYTES, out);
      return;
    }
    // A scrape carries no URL, so nobody can show a passkey.
    Optional<TrackerFailure> failure = desk.turnedAway("");
    if (failure.isPresent()) {
      fail(scrape.transactionId(), failure.get().reason(), DatagramService.MAX_ANSWER_BYTES, out);
      return;
    }
    counters.udpScrapes++;
    if (desk.holds(request)) {
      scraped(scrape.transactionId(), desk.scrape(request), out);
    } else {
      InetSocketAddress to = from.socketAddress();
      int id = scrape.transactionId();
      desk.scrapeLater(
          request,
          found -> later(to, late -> scraped(id, found, late)),
          silent ->
              later(to, late -> fail(id, silent.reason(), DatagramService.MAX_ANSWER_BYTES, late)));
    }
  }

  private static void scraped(int transactionId, List<SwarmSummary> swarms, ByteBuffer out) {
    List<SwarmCounts> counts = new ArrayList<>(swarms.size());
    for (SwarmSummary swarm : swarms) {
      counts.add(new SwarmCounts(swarm.seeds(), swarm.leechers(), swarm.completed()));
    }
    new UdpReply.Scraped(transactionId, counts).encode(out);
  }

  /// Says why not, if that fits.
  private void fail(int transactionId, String reason, int maxBytes, ByteBuffer out) {
    out.clear();
    new UdpReply.Failed(transactionId, reason).encode(out);
    if (out.position() > maxBytes) {
      out.clear();
      counters.dropped++;
      return;
    }
    counters.failures++;
  }
}
