package dev.panal.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.InfoHash;
import dev.panal.wire.tracker.AnnounceAnswer;
import dev.panal.wire.tracker.AnnounceQuery;
import dev.panal.wire.tracker.AnnounceReply;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.BencodedReply;
import dev.panal.wire.tracker.ScrapeAnswer;
import dev.panal.wire.tracker.ScrapeQuery;
import dev.panal.wire.tracker.ScrapeReply;
import dev.panal.wire.tracker.ScrapeRequest;
import dev.panal.wire.tracker.SwarmCounts;
import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.TrackerFailure;
import dev.panal.wire.tracker.TransferTotals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpTrackerTest {
  private static final InfoHash SWARM = Announcer.swarm(1);
  private static final InetAddress HOST = Announcer.address("203.0.113.7");
  private static final InetAddress OTHER = Announcer.address("203.0.113.8");
  private static final InetAddress V6 = Announcer.address("2001:db8::7");

  private final FakeWorld world = new FakeWorld();

  private Tracker tracker(TrackerConfig config) {
    return new Tracker(world.ports(), config);
  }

  private HttpAnswer call(Tracker tracker, String path, String query, InetAddress remote) {
    List<HttpAnswer> answers = new ArrayList<>();
    tracker.http().answer(new HttpCall(path, query, remote), answers::add);
    assertThat(answers).isEmpty();
    world.loop.settle();
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  private AnnounceAnswer announce(Tracker tracker, AnnounceRequest request, InetAddress remote) {
    HttpAnswer answer = call(tracker, "/announce", AnnounceQuery.encode(request), remote);
    assertThat(answer.status()).isEqualTo(200);
    return BencodedReply.decodeAnnounce(answer.body());
  }

  private AnnounceReply announced(Tracker tracker, AnnounceRequest request, InetAddress remote) {
    return (AnnounceReply) announce(tracker, request, remote);
  }

  private static AnnounceRequest request(int peer, int port, long left, TrackerEvent event) {
    return AnnounceRequest.of(
        SWARM, Announcer.id(peer), port, new TransferTotals(1, 2, left, 0), event, -1, peer);
  }

  private static AnnounceRequest started(int peer, int port) {
    return request(peer, port, 1000, TrackerEvent.STARTED);
  }

  @Test
  void peersFindEachOther() {
    Tracker tracker = tracker(TrackerConfig.defaults());

    AnnounceReply first = announced(tracker, started(1, 6881), HOST);
    AnnounceReply second = announced(tracker, request(2, 6882, 0, TrackerEvent.STARTED), OTHER);
    AnnounceReply third = announced(tracker, started(3, 6883), V6);

    assertThat(first.peers().count()).isZero();
    assertThat(first.interval()).isEqualTo(Duration.ofMinutes(2));
    assertThat(first.minInterval()).hasValue(Duration.ofSeconds(30));
    assertThat(first.externalAddress()).hasValue(HOST);
    assertThat(second.peers().addresses()).containsExactly(new InetSocketAddress(HOST, 6881));
    assertThat(second.seeders()).hasValue(1);
    assertThat(second.leechers()).hasValue(1);
    assertThat(third.externalAddress()).hasValue(V6);
    assertThat(third.peers().addresses())
        .containsExactlyInAnyOrder(
            new InetSocketAddress(HOST, 6881), new InetSocketAddress(OTHER, 6882));
    AnnounceReply again = announced(tracker, request(1, 6881, 10, TrackerEvent.NONE), HOST);
    assertThat(again.peers().addresses())
        .containsExactlyInAnyOrder(
            new InetSocketAddress(OTHER, 6882), new InetSocketAddress(V6, 6883));
  }

  @Test
  void whereMessagesAreTakenIsSaidOnlyWhereTheyAre() {
    Tracker tracker = tracker(TrackerConfig.defaults());
    assertThat(announced(tracker, started(1, 6881), HOST).messages()).isEmpty();
    tracker.offerMessages("/api/v1/messages");
    assertThat(announced(tracker, started(1, 6881), HOST).messages()).contains("/api/v1/messages");
    HttpAnswer inLongForm =
        call(tracker, "/announce", AnnounceQuery.encode(started(2, 6882)) + "&compact=0", OTHER);
    assertThat(new String(inLongForm.body(), StandardCharsets.ISO_8859_1))
        .contains("8:messages16:/api/v1/messages");
  }

  @Test
  void completedAndStoppedAreCounted() {
    Tracker tracker = tracker(TrackerConfig.defaults());
    announce(tracker, started(1, 6881), HOST);
    AnnounceReply completed = announced(tracker, request(1, 6881, 0, TrackerEvent.COMPLETED), HOST);
    AnnounceReply stopped = announced(tracker, request(1, 6881, 0, TrackerEvent.STOPPED), HOST);

    assertThat(completed.downloaded()).hasValue(1);
    assertThat(completed.seeders()).hasValue(1);
    assertThat(stopped.seeders()).hasValue(0);
    assertThat(stopped.peers().count()).isZero();
    assertThat(scraped(tracker, SWARM)).isEqualTo(Map.of(SWARM, new SwarmCounts(0, 0, 1)));
  }

  @Test
  void longFormHasIdsUnlessTheyAreNotWanted() {
    Tracker tracker = tracker(TrackerConfig.defaults());
    announce(tracker, started(1, 6881), HOST);
    announce(tracker, started(2, 6882), V6);
    String query =
        AnnounceQuery.encode(started(3, 6883)).replace("&compact=1&no_peer_id=1", "&compact=0");

    String withIds = text(call(tracker, "/announce", query, OTHER));
    String without = text(call(tracker, "/announce", query + "&no_peer_id=1", OTHER));

    String one = new String(Announcer.id(1).bytes(), StandardCharsets.ISO_8859_1);
    String two = new String(Announcer.id(2).bytes(), StandardCharsets.ISO_8859_1);
    assertThat(withIds)
        .contains(
            "5:peersld2:ip11:203.0.113.77:peer id20:"
                + one
                + "4:porti6881eed2:ip20:2001:db8:0:0:0:0:0:77:peer id20:"
                + two
                + "4:porti6882eee");
    assertThat(without)
        .contains(
            "5:peersld2:ip11:203.0.113.74:porti6881ee"
                + "d2:ip20:2001:db8:0:0:0:0:0:74:porti6882eee");
    AnnounceReply read =
        (AnnounceReply) BencodedReply.decodeAnnounce(withIds.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(read.peers().count()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"-1, 50", "0, 0", "7, 7", "200, 200", "1000000000, 200", "-99, 50", "''," + " 50"})
  void numberOfPeersHasBounds(String numwant, int given) {
    Tracker tracker = tracker(TrackerConfig.defaults());
    for (int i = 0; i < 300; i++) {
      announce(tracker, started(i, 6881), Announcer.v4(i));
    }
    String query = AnnounceQuery.encode(started(999, 1));

    byte[] body =
        call(tracker, "/announce", numwant.isEmpty() ? query : query + "&numwant=" + numwant, HOST)
            .body();

    assertThat(((AnnounceReply) BencodedReply.decodeAnnounce(body)).peers().count())
        .isEqualTo(given);
  }

  @ParameterizedTest
  @CsvSource({
    "'', info_hash",
    "'info_hash=short&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1&left=0', info_hash",
    "'info_hash=aaaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1&left=0', info_hash",
    "'info_hash=aaaaaaaaaaaaaaaaaaaa&port=1&left=0', peer_id",
    "'info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&left=0', port",
    "'info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=0&left=0', port",
    "'info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=70000&left=0', port",
    "'info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=x&left=0', port",
    "'info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1&left=99999999999999999999', left",
    "'info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1&left=-1', left",
    "'info_hash=%&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1&left=0', query",
    "'info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1&left=0&ip=198.51.100.1', ip",
    "'info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1&left=0&ip=::1', ip"
  })
  void badAnnouncesHearWhy(String query, String fault) {
    Tracker tracker = tracker(TrackerConfig.defaults());

    HttpAnswer answer = call(tracker, "/announce", query, HOST);

    assertThat(answer.status()).isEqualTo(200);
    TrackerFailure failure = (TrackerFailure) BencodedReply.decodeAnnounce(answer.body());
    assertThat(failure.reason()).startsWith(fault + ":");
    assertThat(failure.retry()).isEqualTo(new TrackerFailure.Retry.Never());
    assertThat(snapshot(tracker).peers()).isZero();
    assertThat(snapshot(tracker).counters().failures()).isEqualTo(1);
  }

  @Test
  void neighbourMayAnnounceAnotherAddress() {
    Tracker tracker = tracker(TrackerConfig.defaults());
    InetAddress loopback = Announcer.address("127.0.0.1");
    announce(tracker, started(1, 6881).withAddress(Optional.of(OTHER)), loopback);
    announce(tracker, started(2, 6882), loopback);

    // A peer elsewhere has no use for the tracker's own loopback.
    assertThat(announced(tracker, started(3, 6883), HOST).peers().addresses())
        .containsExactly(new InetSocketAddress(OTHER, 6881));
    assertThat(announced(tracker, started(2, 6882), loopback).peers().addresses())
        .containsExactlyInAnyOrder(
            new InetSocketAddress(OTHER, 6881), new InetSocketAddress(HOST, 6883));
    assertThat(
            announce(
                tracker,
                started(5, 6885).withAddress(Optional.of(Announcer.address("224.0.0.1"))),
                loopback))
        .isInstanceOfSatisfying(
            TrackerFailure.class, f -> assertThat(f.reason()).startsWith("ip: nobody"));
    // The address it comes from anyway is no claim.
    assertThat(announce(tracker, started(4, 1).withAddress(Optional.of(HOST)), HOST))
        .isInstanceOf(AnnounceReply.class);
  }

  @Test
  void policyDecidesWhatIsServed() {
    Tracker tracker =
        tracker(TrackerConfig.defaults().withPolicy(new TrackerPolicy.DenyList(Set.of(SWARM))));
    assertThat(announce(tracker, started(1, 1), HOST))
        .isEqualTo(
            new TrackerFailure(
                "info_hash: this tracker does not serve this torrent",
                new TrackerFailure.Retry.Never()));

    tracker.admit(new TrackerPolicy.AllowList(Set.of(SWARM)));

    assertThat(announce(tracker, started(1, 1), HOST)).isInstanceOf(AnnounceReply.class);
    assertThat(scraped(tracker, SWARM)).hasSize(1);
    tracker.admit(new TrackerPolicy.AllowList(Set.of()));
    assertThat(scraped(tracker, SWARM)).isEmpty();
    assertThat(scraped(tracker)).isEmpty();
  }

  @Test
  void privateTrackerWantsAPasskey() {
    Tracker tracker =
        tracker(
            TrackerConfig.defaults()
                .withPolicy(
                    new TrackerPolicy.Passkeys(
                        Set.of(TrackerPolicy.Passkeys.hash("secret-1")),
                        new TrackerPolicy.DenyList(Set.of()))));
    String query = AnnounceQuery.encode(started(1, 1));

    for (String path : List.of("/announce", "/secret-2/announce", "/scrape", "/x/scrape")) {
      assertThat(text(call(tracker, path, query, HOST)))
          .contains("14:failure reason")
          .contains("passkey:");
    }
    assertThat(snapshot(tracker).peers()).isZero();
    assertThat(text(call(tracker, "/secret-1/announce", query, HOST))).contains("8:interval");
    assertThat(text(call(tracker, "/secret-1/scrape", null, HOST))).contains("8:completei0e");
    // Where no key is needed, one does no harm.
    tracker.admit(TrackerPolicy.OPEN);
    assertThat(text(call(tracker, "/secret-2/announce", query, HOST))).contains("8:interval");
  }

  @Test
  void partialSeedsAreToldFromDownloaders() {
    Tracker tracker = tracker(TrackerConfig.defaults());
    announce(tracker, started(1, 6881), HOST);
    announce(tracker, request(2, 6882, 0, TrackerEvent.NONE), OTHER);

    AnnounceReply paused =
        announced(tracker, request(3, 6883, 400, TrackerEvent.PAUSED), Announcer.v4(3));

    // Neither does it want seeds, nor do seeds want it.
    assertThat(paused.peers().addresses()).containsExactly(new InetSocketAddress(HOST, 6881));
    assertThat(paused.leechers()).hasValue(2);
    assertThat(scraped(tracker, SWARM)).isEqualTo(Map.of(SWARM, new SwarmCounts(1, 2, 0, 1)));
    assertThat(
            announced(tracker, request(2, 6882, 0, TrackerEvent.NONE), OTHER).peers().addresses())
        .containsExactly(new InetSocketAddress(HOST, 6881));
    announce(tracker, request(3, 6883, 400, TrackerEvent.NONE), Announcer.v4(3));
    assertThat(scraped(tracker, SWARM)).isEqualTo(Map.of(SWARM, new SwarmCounts(1, 2, 0, 0)));
  }

  @Test
  void trackerIdIsSentUntilItComesBack() {
    Tracker tracker = tracker(TrackerConfig.defaults());
    AnnounceReply first = announced(tracker, started(1, 1), HOST);

    assertThat(first.trackerId()).isPresent();
    assertThat(announced(tracker, started(1, 1).withTrackerId(first.trackerId()), HOST).trackerId())
        .isEmpty();
    assertThat(announced(tracker, started(1, 1).withTrackerId(Optional.of("old")), HOST))
        .isEqualTo(announced(tracker, started(1, 1), HOST));
  }

  @Test
  void fullSwarmServesButDoesNotList() {
    Tracker tracker =
        tracker(
            TrackerConfig.defaults()
                .withLimits(new TrackerConfig.Limits(50, 200, 10, 2, 5, 1_000, 1 << 20, 10)));
    announce(tracker, started(1, 1), HOST);
    announce(tracker, started(2, 2), OTHER);

    AnnounceReply reply = announced(tracker, started(3, 3), Announcer.v4(1));

    assertThat(reply.peers().count()).isEqualTo(2);
    assertThat(reply.warning()).hasValueSatisfying(w -> assertThat(w).contains("full"));
    assertThat(announced(tracker, started(2, 2), OTHER).peers().count()).isEqualTo(1);
  }

  @Test
  void limitsSayWhenToComeBack() {
    Tracker tracker =
        tracker(
            TrackerConfig.defaults()
                .withLimits(new TrackerConfig.Limits(50, 200, 10, 20, 1, 1_000, 1 << 20, 10)));
    announce(tracker, started(1, 1), HOST);

    assertThat(announce(tracker, started(2, 2), HOST))
        .isEqualTo(
            new TrackerFailure(
                "your address has too many peers in this swarm",
                new TrackerFailure.Retry.After(Duration.ofMinutes(15))));
  }

  @Test
  void scrapeKnowsWhatItIsAskedAndEverything() {
    Tracker tracker = tracker(TrackerConfig.defaults());
    for (int i = 0; i < 30; i++) {
      AnnounceRequest request =
          AnnounceRequest.of(
              Announcer.swarm(i),
              Announcer.id(i),
              1,
              new TransferTotals(0, 0, i % 2, 0),
              TrackerEvent.NONE,
              -1,
              0);
      announce(tracker, request, HOST);
    }

    assertThat(scraped(tracker, Announcer.swarm(3), Announcer.swarm(77), Announcer.swarm(4)))
        .isEqualTo(
            Map.of(
                Announcer.swarm(3), new SwarmCounts(0, 1, 0),
                Announcer.swarm(4), new SwarmCounts(1, 0, 0)));
    assertThat(scraped(tracker)).hasSize(30);
    assertThat(snapshot(tracker).counters().httpScrapes()).isEqualTo(2);
    List<SwarmSummary> summaries = new ArrayList<>();
    tracker.swarms(List.of(Announcer.swarm(4), Announcer.swarm(99)), summaries::addAll);
    world.loop.settle();
    assertThat(summaries)
        .containsExactly(
            new SwarmSummary(Announcer.swarm(4), 1, 0, 0),
            new SwarmSummary(Announcer.swarm(99), 0, 0, 0));
  }

  @Test
  void scrapeOfEverythingEndsWhereItGetsLarge() {
    Tracker tracker =
        tracker(
            TrackerConfig.defaults()
                .withLimits(new TrackerConfig.Limits(50, 200, 10, 20, 1, 1_000, 1 << 20, 0)));
    announce(tracker, started(1, 1), HOST);

    ScrapeAnswer answer = BencodedReply.decodeScrape(call(tracker, "/scrape", null, HOST).body());

    assertThat(answer)
        .isInstanceOfSatisfying(
            TrackerFailure.class, f -> assertThat(f.reason()).startsWith("scrape: too many"));
  }

  @Test
  void scrapeOfTenThousandIsRefused() {
    Tracker tracker = tracker(TrackerConfig.defaults());
    StringBuilder query = new StringBuilder();
    IntStream.range(0, 10_000).forEach(_ -> query.append("info_hash=aaaaaaaaaaaaaaaaaaaa&"));

    ScrapeAnswer answer =
        BencodedReply.decodeScrape(call(tracker, "/scrape", query.toString(), HOST).body());

    assertThat(answer)
        .isInstanceOfSatisfying(
            TrackerFailure.class, f -> assertThat(f.reason()).startsWith("query: longer"));
    ScrapeAnswer bad =
        BencodedReply.decodeScrape(call(tracker, "/scrape", "info_hash=abc", HOST).body());
    assertThat(bad)
        .isInstanceOfSatisfying(
            TrackerFailure.class, f -> assertThat(f.reason()).startsWith("info_hash:"));
  }

  @ParameterizedTest
  @CsvSource({"/", "/announce/", "/scrape.php", "/../announce", "''", "/ANNOUNCE"})
  void otherPathsAreNotFound(String path) {
    assertThat(call(tracker(TrackerConfig.defaults()), path, null, HOST).status()).isEqualTo(404);
  }

  @Test
  void closedTrackerSaysSo() {
    Tracker tracker = tracker(TrackerConfig.defaults());
    tracker.close();

    HttpAnswer answer = call(tracker, "/announce", AnnounceQuery.encode(started(1, 1)), HOST);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(world.loop.timers()).isZero();
  }

  private Map<InfoHash, SwarmCounts> scraped(Tracker tracker, InfoHash... infoHashes) {
    String query = ScrapeQuery.encode(new ScrapeRequest(List.of(infoHashes)));
    HttpAnswer answer = call(tracker, "/scrape", query, HOST);
    return ((ScrapeReply) BencodedReply.decodeScrape(answer.body())).swarms();
  }

  private TrackerSnapshot snapshot(Tracker tracker) {
    List<TrackerSnapshot> snapshots = new ArrayList<>();
    tracker.snapshot(snapshots::add);
    world.loop.settle();
    return snapshots.getFirst();
  }

  private static String text(HttpAnswer answer) {
    return new String(answer.body(), StandardCharsets.ISO_8859_1);
  }
}
