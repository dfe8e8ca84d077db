package dev.panal.engine.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.wire.tracker.AnnounceReply;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.PeerList;
import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.TrackerFailure;
import dev.panal.wire.tracker.TransferTotals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnouncerTest {
  private static final String A = "http://a/announce";
  private static final String B = "http://b/announce";
  private static final String C = "http://c/announce";
  private static final Duration HALF_HOUR = Duration.ofMinutes(30);

  private final World world = new World();

  @Test
  void firstAnnounceSaysWhatTheTorrentSays() {
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    AnnounceConfig config =
        AnnounceConfig.defaults().withAddress(Optional.of(FakeInternet.literal("10.9.9.9")));

    world.announcer(config, List.of(List.of(A))).start();
    world.advance(1);

    AnnounceRequest request = world.web.seen().getFirst().request();
    assertThat(request.infoHash()).isEqualTo(World.INFO_HASH);
    assertThat(request.peerId()).isEqualTo(World.PEER_ID);
    assertThat(request.port()).isEqualTo(6881);
    assertThat(request.totals()).isEqualTo(new TransferTotals(1, 2, 3, 4));
    assertThat(request.event()).isEqualTo(TrackerEvent.STARTED);
    assertThat(request.numWant()).isEqualTo(50);
    assertThat(request.address()).contains(FakeInternet.literal("10.9.9.9"));
    assertThat(world.web.requests().getFirst().headers()).containsEntry("User-Agent", "Panal/test");
    assertThat(world.torrent.peers).containsExactly(World.PEER);
    assertThat(world.torrent.announced).containsExactly(A + " 1 1800");
  }

  @Test
  void intervalIsHonouredAndEventIsSaidOnce() {
    world.web.tracker("a", request -> World.reply(Duration.ofMinutes(10)));
    world.announcer(A).start();

    world.advance(599);
    assertThat(world.eventsAt("a")).containsExactly(TrackerEvent.STARTED);
    world.advance(1300);

    assertThat(world.eventsAt("a"))
        .containsExactly(
            TrackerEvent.STARTED, TrackerEvent.NONE, TrackerEvent.NONE, TrackerEvent.NONE);
    List<FakeWeb.Seen> seen = world.web.seen();
    assertThat(seen.stream().map(one -> one.request().key()).distinct()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    // host, interval, min interval, expected; all in seconds
    "a, 1, 0, 30",
    "a, 100000, 0, 10800",
    "a, 60, 120, 120",
    "a, 60, 999999, 10800",
    "localhost, 1, 0, 1",
    "127.0.0.1, 2, 0, 2",
    "127.0.0.1, 2, 9, 9"
  })
  void intervalStaysWithinWhatIsSane(String host, int interval, int least, int expected) {
    world.web.tracker(
        host,
        request -> {
          AnnounceReply reply = World.reply(Duration.ofSeconds(interval));
          return least == 0 ? reply : withMinInterval(reply, Duration.ofSeconds(least));
        });
    world.announcer("http://" + host + "/announce").start();

    world.advance(1);
    assertThat(world.torrent.announced.getFirst()).endsWith(" " + expected);
    world.advance(expected);

    List<FakeWeb.Seen> seen = world.web.seen();
    assertThat(Duration.ofNanos(seen.get(1).atNanos() - seen.get(0).atNanos()))
        .isEqualTo(Duration.ofSeconds(expected).plus(FakeWeb.LATENCY));
  }

  private static AnnounceReply withMinInterval(AnnounceReply reply, Duration least) {
    return new AnnounceReply(
        reply.interval(),
        Optional.of(least),
        reply.peers(),
        reply.seeders(),
        reply.leechers(),
        OptionalInt.empty(),
        Optional.of(FakeInternet.literal("10.1.1.1")),
        Optional.of("id"),
        Optional.of("be nice"),
        Optional.of("/messages"));
  }

  @Test
  void whatElseAReplySays() {
    world.web.tracker("a", request -> withMinInterval(World.reply(HALF_HOUR), HALF_HOUR));
    Announcer announcer = world.announcer(A);
    announcer.start();

    world.advance(4000);

    assertThat(world.torrent.external).contains(FakeInternet.literal("10.1.1.1"));
    assertThat(world.torrent.warnings).containsExactly("be nice");
    int key = world.web.seen().getFirst().request().key();
    assertThat(world.torrent.messages).containsExactly(A + " /messages " + key);
    assertThat(world.web.seen().get(0).request().trackerId()).isEmpty();
    assertThat(world.web.seen().get(1).request().trackerId()).contains("id");
    TrackerStatus status = announcer.trackers().getFirst();
    assertThat(status.state()).isEqualTo(TrackerStatus.State.WORKING);
    assertThat(status.seeds()).hasValue(3);
    assertThat(status.leechers()).hasValue(4);
    assertThat(status.peers()).isEqualTo(1);
    assertThat(status.nextIn().orElseThrow()).isBetween(Duration.ZERO, HALF_HOUR);
  }

  @Test
  void allTiersHearOfUsAndOneTrackerOfEach() {
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    world.web.tracker("b", request -> World.reply(HALF_HOUR));
    world.web.tracker("c", request -> World.reply(HALF_HOUR));

    world.announcer(AnnounceConfig.defaults(), List.of(List.of(A, B), List.of(C))).start();
    world.advance(1);

    assertThat(world.web.seenBy("c")).hasSize(1);
    assertThat(world.web.seenBy("a").size() + world.web.seenBy("b").size()).isEqualTo(1);
  }

  @Test
  void nextTierOnlyWhenTheFirstFailsIfSoConfigured() {
    world.web.tracker("b", request -> World.reply(Duration.ofMinutes(5)));
    AnnounceConfig config = AnnounceConfig.defaults().withAllTiers(false);
    world.announcer(config, List.of(List.of(A), List.of(B), List.of(C))).start();

    world.advance(1);
    assertThat(world.web.seenBy("a")).hasSize(1);
    assertThat(world.web.seenBy("b")).hasSize(1);

    // The first tier goes first again when it is time, and is back.
    world.web.tracker("a", request -> World.reply(Duration.ofMinutes(5)));
    world.advance(300);

    assertThat(world.web.seenBy("a")).hasSize(2);
    assertThat(world.web.seenBy("b")).hasSize(1);
    assertThat(world.web.seenBy("c")).isEmpty();
  }

  @Test
  void workingTrackerGoesToTheFrontOfItsTier() {
    world.web.tracker("c", request -> World.reply(Duration.ofMinutes(1)));
    Announcer announcer = world.announcer(AnnounceConfig.defaults(), List.of(List.of(A, B, C)));
    announcer.start();

    world.advance(200);

    assertThat(world.eventsAt("c"))
        .containsExactly(
            TrackerEvent.STARTED, TrackerEvent.NONE, TrackerEvent.NONE, TrackerEvent.NONE);
    assertThat(announcer.trackers().getFirst().url()).isEqualTo(C);
    assertThat(world.web.seenBy("a").size()).isLessThanOrEqualTo(1);
  }

  @Test
  void orderWithinTierIsChance() {
    HashSet<String> first = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Announcer announcer = world.announcer(AnnounceConfig.defaults(), List.of(List.of(A, B, C)));
      first.add(announcer.trackers().getFirst().url());
    }
    assertThat(first).containsExactlyInAnyOrder(A, B, C);
  }

  @Test
  void restartedTrackerIsFoundAgainSoonAndDeadOneIsLeftAlone() {
    world.announcer(A).start();
    world.advance(1);
    assertThat(world.torrent.failures).containsExactly(A + " connection refused");
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    world.advance(5);
    assertThat(world.torrent.peers).isNotEmpty();

    World dead = new World();
    dead.announcer(A).start();
    dead.loop.advance(Duration.ofHours(10));

    List<FakeWeb.Seen> seen = dead.web.seen();
    assertThat(seen).hasSizeBetween(25, 45);
    Duration second = Duration.ofNanos(seen.get(2).atNanos() - seen.get(0).atNanos());
    assertThat(second).isLessThan(Duration.ofSeconds(11));
    Duration last =
        Duration.ofNanos(seen.getLast().atNanos() - seen.get(seen.size() - 2).atNanos());
    assertThat(last).isBetween(Duration.ofMinutes(22), Duration.ofMinutes(31));
    assertThat(seen).allMatch(one -> one.request().event() == TrackerEvent.STARTED);
  }

  @ParameterizedTest
  @CsvSource({
    "200, <html>, 'reply: a web page, not a tracker''s'",
    "200, '', reply: empty",
    "404, <html>, HTTP status 404",
    "500, d8:intervali60e5:peers0:e, HTTP status 500",
    "403, d14:failure reason7:go awaye, go away"
  })
  void rubbishIsFailureWithReason(int status, String body, String reason) {
    world.web.page("a", request -> FakeWeb.reply(status, body));
    world.announcer(A).start();

    world.advance(200);

    assertThat(world.torrent.failures).startsWith(A + " " + reason);
    assertThat(world.torrent.retries.getFirst()).isPresent();
    assertThat(world.web.seen()).hasSizeGreaterThan(1);
  }

  @Test
  void whatThePortRefusesIsFailureWithReason() {
    world.web.page("a", request -> Result.failed(Failure.Reason.TOO_LARGE, "a", "more than 1 MiB"));
    Announcer announcer = world.announcer(A);
    announcer.start();

    world.advance(1);

    assertThat(world.torrent.failures).containsExactly(A + " more than 1 MiB");
    assertThat(announcer.trackers().getFirst().words()).isEqualTo("more than 1 MiB");
    assertThat(world.web.requests().getFirst().maxBytes()).isEqualTo(1024 * 1024);
    assertThat(world.web.requests().getFirst().maxRedirects()).isEqualTo(5);
  }

  @Test
  void silenceIsFailure() {
    world.web.silent("a");
    Announcer announcer = world.announcer(A);
    announcer.start();

    world.advance(19);
    assertThat(announcer.trackers().getFirst().state()).isEqualTo(TrackerStatus.State.ANNOUNCING);
    world.advance(2);

    assertThat(world.torrent.failures).containsExactly(A + " no answer");
  }

  @Test
  void refusalsAreRetriedWhenTheTrackerSays() {
    world.web.tracker(
        "a",
        request ->
            new TrackerFailure("full", new TrackerFailure.Retry.After(Duration.ofMinutes(7))));
    world.web.tracker("b", request -> TrackerFailure.of("not registered"));
    world.web.tracker(
        "c", request -> new TrackerFailure("never", new TrackerFailure.Retry.Never()));
    Announcer announcer = world.announcer(A, B, C);
    announcer.start();

    world.advance(50);
    assertThat(world.web.seen()).hasSize(3);
    world.advance(360);
    assertThat(world.web.seenBy("a")).hasSize(1);
    assertThat(world.web.seenBy("b")).hasSizeBetween(4, 7);
    world.loop.advance(Duration.ofHours(20));

    assertThat(world.web.seenBy("a")).hasSizeBetween(170, 173);
    assertThat(world.web.seenBy("c")).hasSize(1);
    assertThat(announcer.trackers().get(2).state()).isEqualTo(TrackerStatus.State.GIVEN_UP);
    assertThat(announcer.trackers().get(2).words()).isEqualTo("given up: never");
  }

  @Test
  void retryAfterHeaderCounts() {
    world.web.page("a", request -> FakeWeb.reply(503, Map.of("retry-after", "3600"), new byte[0]));
    world.announcer(A).start();

    world.advance(3590);
    assertThat(world.web.seen()).hasSize(1);
    world.advance(20);
    assertThat(world.web.seen()).hasSize(2);
  }

  @Test
  void badUrlsAreGivenUpFromTheStart() {
    Announcer announcer = world.announcer("wss://x/", "udp://noport/", "nonsense");
    announcer.start();

    world.advance(10);

    assertThat(announcer.trackers())
        .allMatch(status -> status.state() == TrackerStatus.State.GIVEN_UP);
    assertThat(announcer.trackers().getFirst().words())
        .isEqualTo("given up: tracker URL: scheme wss is not supported");
    List<String> stopped = new ArrayList<>();
    announcer.stop(() -> stopped.add("done"));
    assertThat(stopped).isEmpty();
    world.loop.runDue();
    assertThat(stopped).hasSize(1);
  }

  @Test
  void completedIsSaidOnceAndAtOnceWhereWeAreKnown() {
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    Announcer announcer = world.announcer(A, B);
    announcer.start();
    world.advance(10);

    announcer.completed();
    world.advance(1);
    assertThat(world.eventsAt("a")).containsExactly(TrackerEvent.STARTED, TrackerEvent.COMPLETED);

    // The other tracker was dead until now: it hears the whole story.
    world.web.tracker("b", request -> World.reply(HALF_HOUR));
    world.advance(2000);

    assertThat(world.eventsAt("a"))
        .containsExactly(TrackerEvent.STARTED, TrackerEvent.COMPLETED, TrackerEvent.NONE);
    assertThat(world.eventsAt("b"))
        .containsSubsequence(TrackerEvent.STARTED, TrackerEvent.COMPLETED, TrackerEvent.NONE);
    assertThat(world.eventsAt("b")).containsOnlyOnce(TrackerEvent.COMPLETED);
  }

  @Test
  void completedIsNotRepeatedWhenItGetsNoAnswer() {
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    Announcer announcer = world.announcer(A);
    announcer.start();
    world.advance(10);
    world.web.silent("a");
    announcer.completed();
    world.advance(60);
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    world.advance(4000);

    assertThat(world.eventsAt("a")).containsOnlyOnce(TrackerEvent.COMPLETED);
    assertThat(world.eventsAt("a").getLast()).isEqualTo(TrackerEvent.NONE);
  }

  @Test
  void completedWhileAnnouncingFollowsAtOnce() {
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    Announcer announcer = world.announcer(A);
    announcer.start();
    world.loop.runDue();
    announcer.completed();
    world.advance(1);

    assertThat(world.eventsAt("a")).containsExactly(TrackerEvent.STARTED, TrackerEvent.COMPLETED);
  }

  @Test
  void stoppedIsSaidOnceToWhomeverMayKnowUs() {
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    world.web.silent("b");
    Announcer announcer = world.announcer(A, B, C);
    announcer.start();
    world.advance(10);
    List<Long> done = new ArrayList<>();

    announcer.stop(() -> done.add(world.loop.nanoTime()));
    announcer.stop(() -> done.add(-1L));
    assertThat(done).isEmpty();
    long before = world.loop.nanoTime();
    world.loop.runAll();

    assertThat(done).containsExactly(before + Duration.ofSeconds(2).toNanos());
    assertThat(world.eventsAt("a")).containsExactly(TrackerEvent.STARTED, TrackerEvent.STOPPED);
    assertThat(world.eventsAt("b")).containsExactly(TrackerEvent.STARTED, TrackerEvent.STOPPED);
    assertThat(world.eventsAt("c")).doesNotContain(TrackerEvent.STOPPED);
    AnnounceRequest stopped = world.web.seenBy("a").getLast().request();
    assertThat(stopped.numWant()).isZero();
    announcer.needPeers();
    announcer.completed();
    announcer.start();
    assertThat(world.loop.step()).isFalse();
  }

  @Test
  void whoEndsWithTheDownloadSaysCompletedFirst() {
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    Announcer announcer = world.announcer(A);
    announcer.start();
    world.advance(10);
    List<Long> done = new ArrayList<>();

    announcer.completed();
    announcer.stop(() -> done.add(world.loop.nanoTime()));
    long before = world.loop.nanoTime();
    world.loop.runAll();

    assertThat(world.eventsAt("a"))
        .containsExactly(TrackerEvent.STARTED, TrackerEvent.COMPLETED, TrackerEvent.STOPPED);
    assertThat(done).containsExactly(before + FakeWeb.LATENCY.multipliedBy(2).toNanos());
  }

  @Test
  void completedUnderWayIsNotTakenBackAndComesFirst() {
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    Announcer announcer = world.announcer(A);
    announcer.start();
    world.advance(10);
    List<Long> done = new ArrayList<>();

    announcer.completed();
    world.loop.runDue();
    announcer.stop(() -> done.add(world.loop.nanoTime()));
    world.loop.runAll();

    assertThat(world.eventsAt("a"))
        .containsExactly(TrackerEvent.STARTED, TrackerEvent.COMPLETED, TrackerEvent.STOPPED);
    assertThat(done).hasSize(1);
  }

  @Test
  void trackerThatDoesNotAnswerCompletedHearsStoppedInTime() {
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    Announcer announcer = world.announcer(A);
    announcer.start();
    world.advance(10);
    world.web.silent("a");
    List<Long> done = new ArrayList<>();

    announcer.completed();
    world.loop.runDue();
    long before = world.loop.nanoTime();
    announcer.stop(() -> done.add(world.loop.nanoTime()));
    world.loop.runAll();

    assertThat(done).containsExactly(before + Duration.ofSeconds(2).toNanos());
    assertThat(world.eventsAt("a"))
        .containsExactly(TrackerEvent.STARTED, TrackerEvent.COMPLETED, TrackerEvent.STOPPED);
  }

  @Test
  void needOfPeersBringsNextAnnounceForwardButNotTooOften() {
    world.web.tracker("a", request -> AnnounceReply.of(HALF_HOUR, 0, 1, PeerList.EMPTY));
    Announcer announcer = world.announcer(A);
    announcer.start();
    for (int second = 0; second < 1800; second++) {
      world.advance(1);
      announcer.needPeers();
    }

    List<FakeWeb.Seen> seen = world.web.seen();
    assertThat(seen.size()).isBetween(7, 9);
    long first = seen.get(1).atNanos() - seen.get(0).atNanos();
    assertThat(Duration.ofNanos(first)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
    for (int i = 2; i < seen.size(); i++) {
      long gap = seen.get(i).atNanos() - seen.get(i - 1).atNanos();
      assertThat(gap).isGreaterThan(first * 3 / 2);
      first = gap;
    }
  }

  @Test
  void needOfPeersRespectsMinInterval() {
    world.web.tracker(
        "a", request -> withMinInterval(World.reply(HALF_HOUR), Duration.ofMinutes(15)));
    Announcer announcer = world.announcer(A);
    announcer.start();
    world.advance(1);
    announcer.needPeers();

    world.advance(898);
    assertThat(world.web.seen()).hasSize(1);
    world.advance(3);
    assertThat(world.web.seen()).hasSize(2);
  }

  @Test
  void longListsAreCutAndAskedInTurn() {
    List<List<String>> tiers = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      tiers.add(List.of("http://dead" + i + "/announce"));
      world.web.silent("dead" + i);
    }
    tiers.add(77, List.of("http://alive/announce"));
    world.web.tracker("alive", request -> World.reply(HALF_HOUR));
    Announcer announcer = world.announcer(AnnounceConfig.defaults(), tiers);
    assertThat(announcer.trackers()).hasSize(Announcer.MAX_TRACKERS);
    announcer.start();

    world.advance(45);

    assertThat(world.web.seenBy("alive")).hasSize(1);
    assertThat(world.web.mostUnderWay()).isEqualTo(Announcer.MAX_UNDER_WAY);
    world.advance(3600);
    assertThat(world.web.seenBy("dead499").size()).isZero();
    assertThat(world.web.seenBy("dead498").size()).isPositive();
    int[] done = {0};
    announcer.stop(() -> done[0]++);
    world.loop.runAll();
    assertThat(done[0]).isEqualTo(1);
  }

  @Test
  void sameUrlTwiceIsOneTracker() {
    world.web.tracker("a", request -> World.reply(HALF_HOUR));
    Announcer announcer = world.announcer(A, A, A);
    announcer.start();
    world.advance(1);

    assertThat(world.web.seen()).hasSize(1);
    assertThat(announcer.trackers()).hasSize(1);
  }
}
