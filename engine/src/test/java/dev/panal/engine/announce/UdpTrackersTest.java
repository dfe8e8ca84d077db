package dev.panal.engine.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.tracker.AnnounceReply;
import dev.panal.wire.tracker.PeerList;
import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.UdpReply;
import dev.panal.wire.tracker.UdpRequest;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UdpTrackersTest {
  private static final String URL = "udp://t:80/announce?pass=1";
  private static final Duration MINUTES_10 = Duration.ofMinutes(10);

  private final World world = new World();

  /// A tracker that knows the connection ids it gave out, until it is restarted.
  private static final class Tracker implements FakeInternet.UdpTracker {
    long connectionId = 1000;
    boolean silentAboutBadIds;
    int lose;
    AnnounceReply reply = World.reply(MINUTES_10);
    final List<UdpRequest.Announce> announces = new ArrayList<>();
    int connects;

    @Override
    public UdpReply answer(UdpRequest request) {
      if (lose > 0) {
        lose--;
        return null;
      }
      return switch (request) {
        case UdpRequest.Connect connect -> {
          connects++;
          yield new UdpReply.Connected(connect.transactionId(), connectionId);
        }
        case UdpRequest.Announce announce -> {
          if (announce.connectionId() != connectionId) {
            yield silentAboutBadIds
                ? null
                : new UdpReply.Failed(announce.transactionId(), "bad connection id");
          }
          announces.add(announce);
          yield new UdpReply.Announced(announce.transactionId(), reply);
        }
        case UdpRequest.Scrape _ -> null;
      };
    }
  }

  private final Tracker tracker = new Tracker();

  private Announcer start(String... addresses) {
    world.internet.name("t", addresses);
    Announcer announcer = world.announcer(URL);
    announcer.start();
    return announcer;
  }

  @Test
  void announcesWithUrlDataAndKeepsTheConnectionId() {
    world.internet.tracker("10.0.0.1", 80, tracker);
    Announcer announcer = start("10.0.0.1");
    world.advance(5);

    UdpRequest.Announce first = tracker.announces.getFirst();
    assertThat(first.urlData()).isEqualTo("/announce?pass=1");
    assertThat(first.request().event()).isEqualTo(TrackerEvent.STARTED);
    assertThat(first.request().totals().left()).isEqualTo(3);
    assertThat(world.torrent.peers).containsExactly(World.PEER);
    assertThat(announcer.trackers().getFirst().seeds()).hasValue(3);

    world.advance(50);
    announcer.completed();
    world.advance(1);
    assertThat(tracker.announces).hasSize(2);
    assertThat(tracker.connects).isEqualTo(1);

    world.advance(3600);
    assertThat(tracker.announces).hasSize(8);
    assertThat(tracker.connects).isEqualTo(7);
    assertThat(world.internet.sockets()).isEqualTo(1);
  }

  @Test
  void peersOfIpv6TrackersAreIpv6() {
    InetSocketAddress peer = new InetSocketAddress(FakeInternet.literal("2001:db8::5"), 7);
    tracker.reply = AnnounceReply.of(MINUTES_10, 0, 0, PeerList.of(List.of(peer)));
    world.internet.tracker("2001:db8::1", 80, tracker);
    start("2001:db8::1");
    world.advance(1);

    assertThat(world.torrent.peers).containsExactly(peer);
  }

  @Test
  void lostDatagramsAreRepeated() {
    world.internet.tracker("10.0.0.1", 80, tracker);
    tracker.lose = 2;
    start("10.0.0.1");
    world.advance(8);

    assertThat(tracker.announces).hasSize(1);
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < 3; i++) {
      gaps.add(world.internet.seen().get(i).atNanos() - world.internet.seen().get(i - 1).atNanos());
    }
    assertThat(gaps)
        .containsExactly(Duration.ofMillis(2500).toNanos(), Duration.ofMillis(5000).toNanos());
  }

  @Test
  void lostAnnounceIsRepeatedWithTheSameTransaction() {
    world.internet.tracker("10.0.0.1", 80, tracker);
    start("10.0.0.1");
    world.loop.runUntil(() -> tracker.connects == 1, Duration.ofSeconds(1));
    tracker.lose = 1;
    world.advance(5);

    List<FakeInternet.Seen> seen = world.internet.seen();
    assertThat(seen).hasSize(3);
    assertThat(seen.get(1).request()).isEqualTo(seen.get(2).request());
    assertThat(world.torrent.peers).hasSize(1);
  }

  @Test
  void deadTrackerTimesOutAndIsFoundAgain() {
    start("10.0.0.1");
    world.advance(21);
    assertThat(world.torrent.failures).containsExactly(URL + " no answer in 20 s");
    assertThat(world.internet.seen()).hasSize(4);

    world.internet.tracker("10.0.0.1", 80, tracker);
    world.advance(10);
    assertThat(world.torrent.peers).hasSize(1);
  }

  @Test
  void restartedTrackerGetsNewConnection() {
    for (boolean silent : new boolean[] {false, true}) {
      World other = new World();
      Tracker restarted = new Tracker();
      restarted.silentAboutBadIds = silent;
      other.internet.name("t", "10.0.0.1");
      other.internet.tracker("10.0.0.1", 80, restarted);
      Announcer announcer = other.announcer(URL);
      announcer.start();
      other.advance(5);
      restarted.connectionId = 2000;

      announcer.completed();
      other.advance(4);

      assertThat(restarted.announces).hasSize(2);
      assertThat(restarted.connects).isEqualTo(2);
      assertThat(other.torrent.failures).isEmpty();
    }
  }

  @Test
  void refusalIsFailureWithReason() {
    world.internet.tracker(
        "10.0.0.1", 80, request -> new UdpReply.Failed(request.transactionId(), "go\naway"));
    start("10.0.0.1");
    world.advance(1);

    assertThat(world.torrent.failures).containsExactly(URL + " go away");
    assertThat(world.torrent.retries.getFirst()).contains(Duration.ofMinutes(1));
  }

  @Test
  void everyAddressIsTriedUnroutableOnesAtOnce() {
    world.internet.unroutable("2001:db8::1");
    world.internet.tracker("10.0.0.2", 80, tracker);
    start("2001:db8::1", "10.0.0.1", "10.0.0.2");
    world.advance(3);

    assertThat(tracker.announces).hasSize(1);
    assertThat(world.internet.seen().getFirst().tracker().getAddress())
        .isEqualTo(FakeInternet.literal("10.0.0.1"));
  }

  @Test
  void unknownHostAndMissingSocketAreFailures() {
    world.announcer(URL).start();
    world.advance(1);
    assertThat(world.torrent.failures).containsExactly(URL + " unknown host");

    World poor = new World();
    poor.internet.name("t", "10.0.0.1");
    poor.internet.noSockets(true);
    poor.announcer(URL).start();
    poor.advance(1);
    assertThat(poor.torrent.failures.getFirst()).contains("no socket for");
    poor.internet.noSockets(false);
    poor.internet.tracker("10.0.0.1", 80, tracker);
    poor.advance(6);
    assertThat(poor.torrent.peers).hasSize(1);
  }

  @Test
  void repliesFromElsewhereDoNotCount() {
    world.internet.tracker("10.0.0.1", 80, tracker);
    world.internet.forgedSource(new InetSocketAddress(FakeInternet.literal("10.6.6.6"), 80));
    start("10.0.0.1");
    world.advance(21);

    assertThat(world.torrent.failures).hasSize(1);
    assertThat(tracker.announces).isEmpty();
  }

  @Test
  void rubbishFromTheTrackerIsFailureAndRubbishFromOthersIsNothing() {
    InetSocketAddress from = new InetSocketAddress(FakeInternet.literal("10.0.0.1"), 80);
    start("10.0.0.1");
    world.advance(1);
    world.internet.deliver(new byte[3], from);
    world.internet.deliver(new byte[30], from);
    assertThat(world.torrent.failures).isEmpty();

    int transactionId = world.internet.seen().getFirst().request().transactionId();
    world.internet.deliver(ByteBuffer.allocate(9).putInt(77).putInt(transactionId).array(), from);

    assertThat(world.torrent.failures).containsExactly(URL + " reply: unknown action 77");
  }

  @Test
  void stoppedTakesTwoSecondsAtMostAndTheSocketIsClosed() {
    world.internet.tracker("10.0.0.1", 80, tracker);
    Announcer announcer = start("10.0.0.1");
    world.advance(5);
    tracker.lose = 100;
    int[] done = {0};

    announcer.stop(() -> done[0]++);
    world.loop.advance(Duration.ofMillis(1990));
    assertThat(done[0]).isZero();
    world.loop.advance(Duration.ofMillis(20));
    assertThat(done[0]).isEqualTo(1);
    assertThat(
            world.internet.seen().stream()
                .map(seen -> seen.request())
                .filter(UdpRequest.Announce.class::isInstance)
                .map(request -> ((UdpRequest.Announce) request).request().event()))
        .containsExactly(TrackerEvent.STARTED, TrackerEvent.STOPPED);

    world.client.close();
    assertThat(world.internet.sockets()).isZero();
    int sent = world.internet.seen().size();
    world.loop.runAll();
    assertThat(world.internet.seen()).hasSize(sent);
  }

  @Test
  void closeEndsWhatIsUnderWay() {
    start("10.0.0.1");
    world.advance(1);

    world.client.close();

    assertThat(world.torrent.failures).containsExactly(URL + " closed");
    world.advance(10);
    assertThat(world.internet.sockets()).isZero();
  }
}
