package dev.panal.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Result;
import dev.panal.tracker.ring.RingMode;
import dev.panal.wire.InfoHash;
import dev.panal.wire.tracker.AnnounceReply;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.ScrapeRequest;
import dev.panal.wire.tracker.SwarmCounts;
import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.TransferTotals;
import dev.panal.wire.tracker.UdpReply;
import dev.panal.wire.tracker.UdpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpTrackerTest {
  private static final InfoHash SWARM = Announcer.swarm(1);
  private static final InetSocketAddress LOCAL =
      new InetSocketAddress(Announcer.address("203.0.113.1"), 6969);
  private static final InetSocketAddress HOST =
      new InetSocketAddress(Announcer.address("203.0.113.7"), 1111);
  private static final InetSocketAddress OTHER =
      new InetSocketAddress(Announcer.address("203.0.113.8"), 2222);
  private static final InetSocketAddress V6 =
      new InetSocketAddress(Announcer.address("2001:db8::7"), 3333);

  private final FakeWorld world = new FakeWorld();
  private final List<SwarmEvent> events = new ArrayList<>();
  private Tracker tracker;
  private FakeWorld.FakeSocket socket;

  @BeforeEach
  void open() {
    tracker = new Tracker(world.ports(), TrackerConfig.defaults(), events::add);
    List<Result<InetSocketAddress>> results = new ArrayList<>();
    tracker.listenUdp(LOCAL, results::add);
    world.loop.settle();
    assertThat(results).containsExactly(Result.done(LOCAL));
    socket = world.network.sockets.get(LOCAL);
  }

  private static ByteBuffer bytes(UdpRequest request) {
    ByteBuffer out = ByteBuffer.allocate(UdpRequest.MAX_LENGTH);
    request.encode(out);
    return out.flip();
  }

  private List<ByteBuffer> receive(ByteBuffer bytes, InetSocketAddress from) {
    return socket.receive(bytes, from);
  }

  private UdpReply exchange(UdpRequest request, InetSocketAddress from) {
    List<ByteBuffer> replies = receive(bytes(request), from);
    assertThat(replies).hasSize(1);
    UdpReply reply =
        UdpReply.decode(replies.getFirst(), from.getAddress().getAddress().length == 16);
    assertThat(reply.transactionId()).isEqualTo(request.transactionId());
    return reply;
  }

  private long connect(InetSocketAddress from) {
    return ((UdpReply.Connected) exchange(new UdpRequest.Connect(77), from)).connectionId();
  }

  private UdpReply announce(AnnounceRequest request, InetSocketAddress from) {
    return exchange(new UdpRequest.Announce(connect(from), 99, request, ""), from);
  }

  private AnnounceReply announced(AnnounceRequest request, InetSocketAddress from) {
    return ((UdpReply.Announced) announce(request, from)).reply();
  }

  private static AnnounceRequest request(int peer, int port, long left, int numWant) {
    return AnnounceRequest.of(
        SWARM,
        Announcer.id(peer),
        port,
        new TransferTotals(0, 0, left, 0),
        TrackerEvent.STARTED,
        numWant,
        peer);
  }

  private TrackerSnapshot snapshot() {
    List<TrackerSnapshot> snapshots = new ArrayList<>();
    tracker.snapshot(snapshots::add);
    world.loop.settle();
    return snapshots.getFirst();
  }

  @Test
  void peersFindEachOther() {
    announced(request(1, 6881, 0, -1), HOST);
    AnnounceReply second = announced(request(2, 6882, 5, -1), OTHER);
    announced(request(3, 6883, 5, -1), V6);
    AnnounceReply fourth =
        announced(request(4, 6884, 5, -1), new InetSocketAddress(Announcer.v6(4), 5));

    assertThat(second.interval()).isEqualTo(Duration.ofMinutes(2));
    assertThat(second.seeders()).hasValue(1);
    assertThat(second.leechers()).hasValue(1);
    assertThat(second.peers().addresses())
        .containsExactly(new InetSocketAddress(HOST.getAddress(), 6881));
    assertThat(fourth.peers().addresses())
        .containsExactly(new InetSocketAddress(V6.getAddress(), 6883));
    assertThat(fourth.leechers()).hasValue(3);
    assertThat(events).hasSize(4);
    assertThat(snapshot().counters().udpAnnounces()).isEqualTo(4);
    assertThat(snapshot().counters().udpConnects()).isEqualTo(4);
  }

  @Test
  void answersFitADatagramOfAnyPath() {
    for (int i = 0; i < 300; i++) {
      announced(request(i, 6881, 5, 0), new InetSocketAddress(Announcer.v6(i * 16), 1));
      announced(request(i, 6881, 5, 0), new InetSocketAddress(Announcer.v4(i), 1));
    }
    for (InetSocketAddress from : List.of(V6, HOST)) {
      UdpRequest.Announce request =
          new UdpRequest.Announce(connect(from), 1, request(999, 1, 5, 1_000_000_000), "");
      List<ByteBuffer> replies = receive(bytes(request), from);
      assertThat(replies.getFirst().remaining()).isBetween(1_200, 1_232);
    }
  }

  @Test
  void scrapeAnswersInOrder() {
    announced(request(1, 6881, 0, -1), HOST);
    UdpReply reply =
        exchange(
            new UdpRequest.Scrape(
                connect(HOST), 5, new ScrapeRequest(List.of(Announcer.swarm(9), SWARM))),
            HOST);

    assertThat(reply)
        .isEqualTo(
            new UdpReply.Scraped(5, List.of(new SwarmCounts(0, 0, 0), new SwarmCounts(1, 0, 0))));
    List<InfoHash> most = IntStream.range(0, 74).mapToObj(Announcer::swarm).toList();
    reply = exchange(new UdpRequest.Scrape(connect(HOST), 5, new ScrapeRequest(most)), HOST);
    assertThat(((UdpReply.Scraped) reply).swarms()).hasSize(74);
  }

  @Test
  void connectionIdIsGoodForTwoMinutesAndForItsAddress() {
    long id = connect(HOST);
    UdpRequest.Announce announce =
        new UdpRequest.Announce(id, 1, request(1, 6881, 5, -1), "/announce?x=1");

    assertThat(exchange(announce, HOST)).isInstanceOf(UdpReply.Announced.class);
    // The port may change behind a router.
    assertThat(exchange(announce, new InetSocketAddress(HOST.getAddress(), 9)))
        .isInstanceOf(UdpReply.Announced.class);
    assertThat(exchange(announce, OTHER)).isInstanceOf(UdpReply.Failed.class);
    world.loop.pass(Duration.ofMinutes(2));
    assertThat(exchange(announce, HOST)).isInstanceOf(UdpReply.Announced.class);
    world.loop.pass(Duration.ofMinutes(1));
    assertThat(exchange(announce, HOST))
        .isEqualTo(new UdpReply.Failed(1, "connection id is stale"));
  }

  /// Whatever comes: nothing is known of the sender, so nothing larger goes back to it.
  @Test
  void unprovenSenderNeverGetsMoreThanItSent() {
    Random random = new Random(1);
    List<ByteBuffer> samples =
        List.of(
            bytes(new UdpRequest.Connect(1)),
            bytes(new UdpRequest.Announce(0, 2, request(1, 1, 1, 200), "/announce")),
            bytes(
                new UdpRequest.Announce(
                    UdpRequest.PROTOCOL_ID, 2, request(1, 1, 1, 200), "/announce")),
            bytes(new UdpRequest.Scrape(0, 3, new ScrapeRequest(List.of(SWARM)))),
            bytes(
                new UdpRequest.Scrape(
                    UdpRequest.PROTOCOL_ID, 3, new ScrapeRequest(List.of(SWARM)))));
    int replied = 0;
    for (int i = 0; i < 20_000; i++) {
      ByteBuffer sample = samples.get(random.nextInt(samples.size()));
      byte[] bytes = new byte[random.nextInt(sample.remaining() + 1)];
      sample.get(0, bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      for (ByteBuffer reply : receive(ByteBuffer.wrap(bytes), HOST)) {
        assertThat(reply.remaining()).isLessThanOrEqualTo(bytes.length);
        replied++;
      }
    }
    assertThat(replied).isGreaterThan(1_000);
    assertThat(snapshot().peers()).isZero();
    assertThat(snapshot().counters().dropped()).isGreaterThan(1_000);
  }

  @Test
  void badRequestsHearWhy() {
    long id = connect(HOST);
    ByteBuffer cut = bytes(new UdpRequest.Announce(id, 4, request(1, 1, 1, 1), "")).limit(97);
    assertThat(failure(cut)).startsWith("announce: too short");
    ByteBuffer odd = bytes(new UdpRequest.Announce(id, 4, request(1, 1, 1, 1), "")).putInt(8, 9);
    assertThat(failure(odd)).startsWith("request: unknown action");
    assertThat(failure(bytes(new UdpRequest.Announce(id, 4, request(1, 0, 1, 1), ""))))
        .startsWith("port:");
    assertThat(failure(bytes(new UdpRequest.Scrape(id, 4, new ScrapeRequest(List.of())))))
        .startsWith("scrape:");
    assertThat(
            failure(
                bytes(
                    new UdpRequest.Announce(
                        id,
                        4,
                        request(1, 1, 1, 1).withAddress(Optional.of(OTHER.getAddress())),
                        ""))))
        .startsWith("ip:");
    tracker.admit(new TrackerPolicy.AllowList(Set.of()));
    world.loop.settle();
    assertThat(failure(bytes(new UdpRequest.Announce(id, 4, request(1, 1, 1, 1), ""))))
        .startsWith("info_hash:");
    assertThat(snapshot().counters().failures()).isEqualTo(6);
    assertThat(snapshot().peers()).isZero();
  }

  @Test
  void passkeyComesInTheUrl() {
    tracker.admit(
        new TrackerPolicy.Passkeys(
            Set.of(TrackerPolicy.Passkeys.hash("secret")), TrackerPolicy.OPEN));
    world.loop.settle();
    long id = connect(HOST);
    for (String url : List.of("", "/announce", "/secreta/announce", "secret", "?secret")) {
      assertThat(failure(bytes(new UdpRequest.Announce(id, 4, request(1, 1, 1, 1), url))))
          .startsWith("passkey:");
    }
    assertThat(failure(bytes(new UdpRequest.Scrape(id, 4, new ScrapeRequest(List.of(SWARM))))))
        .startsWith("passkey:");
    assertThat(snapshot().peers()).isZero();

    String url = "/secret/announce?" + "x".repeat(300);
    assertThat(exchange(new UdpRequest.Announce(id, 4, request(1, 1, 1, 1), url), HOST))
        .isInstanceOf(UdpReply.Announced.class);
  }

  private String failure(ByteBuffer request) {
    UdpReply reply = UdpReply.decode(receive(request, HOST).getFirst(), false);
    assertThat(reply.transactionId()).isEqualTo(4);
    return ((UdpReply.Failed) reply).reason();
  }

  @Test
  void senderWithoutPortIsIgnored() {
    assertThat(
            receive(bytes(new UdpRequest.Connect(1)), new InetSocketAddress(HOST.getAddress(), 0)))
        .isEmpty();
  }

  @Test
  void idsOfAnotherTrackerAreWorthless() {
    long id = connect(HOST);
    Tracker second =
        new Tracker(
            new dev.panal.io.Ports(world.loop, world.network, null, null, null, new Random(5)),
            TrackerConfig.defaults());
    InetSocketAddress elsewhere = new InetSocketAddress(LOCAL.getAddress(), 7000);
    second.listenUdp(elsewhere, _ -> {});
    world.loop.settle();
    socket = world.network.sockets.get(elsewhere);

    assertThat(exchange(new UdpRequest.Announce(id, 1, request(1, 1, 1, 1), ""), HOST))
        .isInstanceOf(UdpReply.Failed.class);
  }

  @Test
  void silentPeersGoOnTheirOwn() {
    announced(request(1, 6881, 0, -1), HOST);
    announced(request(2, 6882, 1, -1), OTHER);
    for (int minute = 0; minute < 14; minute++) {
      world.loop.pass(Duration.ofMinutes(1));
      announced(request(2, 6882, 1, -1), OTHER);
    }

    assertThat(events).filteredOn(e -> e instanceof SwarmEvent.Expired).hasSize(1);
    assertThat(snapshot().peers()).isEqualTo(1);
    assertThat(snapshot().seeds()).isZero();
  }

  /// A swarm of any size is swept in turns that leave room for others.
  @Test
  void sweepIsCutIntoTurns() {
    for (int i = 0; i < 20_000; i++) {
      InetAddress address = Announcer.v4(i);
      announced(request(i, 1, 1, 0), new InetSocketAddress(address, 1));
    }
    world.loop.settle();
    int before = world.loop.turns;
    world.loop.pass(Duration.ofMinutes(13));

    assertThat(snapshot().peers()).isZero();
    assertThat(world.loop.turns - before).isGreaterThan(20);
  }

  private String answers(int announces, TrackerEvent event) {
    long id = connect(HOST);
    Set<String> kinds = new TreeSet<>();
    for (int i = 0; i < announces; i++) {
      AnnounceRequest request =
          AnnounceRequest.of(
              SWARM, Announcer.id(i), 6881 + i, new TransferTotals(0, 0, 5, 0), event, 0, i);
      UdpReply reply = exchange(new UdpRequest.Announce(id, i, request, ""), HOST);
      kinds.add(reply instanceof UdpReply.Failed failed ? failed.reason() : "announced");
    }
    return String.join(", ", kinds);
  }

  /// Its socket's queue is full for a second.
  private void crowd() {
    world.network.queueFill = 1;
    for (int i = 0; i < 15; i++) {
      world.loop.pass(Duration.ofMillis(100));
      connect(HOST);
    }
  }

  @Test
  void whatCannotBeAnsweredInARingIsTurnedAway() {
    tracker.join(new SlowRing(world.loop), RingMode.FAST);
    world.loop.settle();
    assertThat(answers(10, TrackerEvent.STARTED)).isEqualTo("announced");
    crowd();
    assertThat(answers(40, TrackerEvent.STARTED))
        .isEqualTo("announced, too much to do, try again in a minute");
    assertThat(snapshot().counters().refusedByLoad()).isEqualTo(20);
    assertThat(answers(40, TrackerEvent.STOPPED)).isEqualTo("announced");
    assertThat(snapshot().peers()).isZero();

    world.network.queueFill = 0;
    world.loop.pass(Duration.ofSeconds(2));
    assertThat(answers(10, TrackerEvent.STARTED)).isEqualTo("announced");
  }

  /// A refusal would cost it as much as an answer.
  @Test
  void aloneItTurnsNobodyAwayBecauseOfTheLoad() {
    crowd();
    assertThat(answers(10, TrackerEvent.STARTED)).isEqualTo("announced");
  }

  @Test
  void takenAddressIsAFailureAndCloseLeavesNothing() {
    List<Result<InetSocketAddress>> results = new ArrayList<>();
    tracker.listenUdp(LOCAL, results::add);
    world.loop.settle();
    assertThat(results.getFirst())
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed -> assertThat(failed.failure().toString()).contains("in use"));

    tracker.close();
    tracker.close();
    tracker.listenUdp(LOCAL, results::add);
    world.loop.pass(Duration.ofHours(1));

    assertThat(results.get(1)).isInstanceOf(Result.Failed.class);
    assertThat(world.network.sockets).isEmpty();
    assertThat(world.loop.timers()).isZero();
  }
}
