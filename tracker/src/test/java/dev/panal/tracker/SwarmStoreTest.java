package dev.panal.tracker;

import static dev.panal.tracker.Announcer.here;
import static dev.panal.tracker.Announcer.id;
import static dev.panal.tracker.Announcer.peers;
import static dev.panal.tracker.Announcer.said;
import static dev.panal.tracker.Announcer.seeding;
import static dev.panal.tracker.Announcer.stopped;
import static dev.panal.tracker.Announcer.swarm;
import static dev.panal.tracker.Announcer.v4;
import static dev.panal.tracker.Announcer.v6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SwarmStoreTest {
  private static final TrackerConfig.Limits DEFAULTS = TrackerConfig.Limits.defaults();

  private final List<SwarmEvent> events = new ArrayList<>();
  private final Answer answer = new Answer(DEFAULTS.maxPeers());

  private static SwarmStore store(TrackerConfig config) {
    return new SwarmStore(config, new SipHash(1, 2), new SplittableRandom(3), null);
  }

  private static SwarmStore store(TrackerConfig.Limits limits) {
    return store(TrackerConfig.defaults().withLimits(limits));
  }

  private SwarmStore listenedTo() {
    Consumer<SwarmEvent> listener = events::add;
    return new SwarmStore(
        TrackerConfig.defaults(), new SipHash(1, 2), new SplittableRandom(3), listener);
  }

  @Test
  void peerTakesAtMost32Bytes() {
    assertThat(bytesPerPeer(1_000, Announcer::v4)).isLessThan(32);
  }

  @Test
  void peerOfALargeSwarmTakesLittleMore() {
    assertThat(bytesPerPeer(1, Announcer::v4)).isLessThan(36);
  }

  @Test
  void peerOfIpv6TakesItsAddressMore() {
    assertThat(bytesPerPeer(1_000, Announcer::v6)).isLessThan(46);
  }

  /// As accounted, with the swarms and their tables, for 100,000 peers.
  private double bytesPerPeer(int swarms, IntFunction<InetAddress> addresses) {
    SwarmStore store = store(DEFAULTS);
    long empty = store.bytes();
    for (int i = 0; i < 100_000; i++) {
      store.announce(
          said(
              swarm(i % swarms),
              id(i),
              addresses.apply(i),
              6881,
              i,
              Announcement.Change.HERE,
              i % 3,
              0),
          answer);
    }
    assertThat(store.peers()).isEqualTo(100_000);
    return (store.bytes() - empty) / 100_000.0;
  }

  @Test
  void answersAreDrawnEvenly() {
    SwarmStore store = store(DEFAULTS);
    for (int i = 0; i < 1_000; i++) {
      store.announce(here(swarm(1), id(i), v4(i), 1), answer);
    }
    int[] drawn = new int[1_000];
    for (int i = 0; i < 4_000; i++) {
      store.announce(here(swarm(1), id(5_000), v4(5_000), 1), answer);
      assertThat(peers(answer)).hasSize(50);
      for (InetSocketAddress peer : peers(answer)) {
        drawn[ByteBuffer.wrap(peer.getAddress().getAddress()).getInt() - 0x0a000000]++;
      }
    }
    // 200 times each, with a standard deviation of 14.
    assertThat(IntStream.of(drawn).boxed()).allMatch(times -> times > 130 && times < 270);
  }

  @Test
  void noAddressFillsAnAnswerWhileThereAreOthers() {
    SwarmStore store = store(DEFAULTS);
    for (int i = 0; i < 100; i++) {
      store.announce(here(swarm(1), id(i), v4(7), 1 + i), answer);
    }
    for (int i = 0; i < 100; i++) {
      store.announce(here(swarm(1), id(200 + i), v4(200 + i), 1), answer);
    }
    int crowd = 0;
    for (int i = 0; i < 100; i++) {
      store.announce(here(swarm(1), id(5_000), v4(5_000), 1), answer);
      assertThat(peers(answer)).hasSize(50);
      crowd += (int) peers(answer).stream().filter(p -> p.getAddress().equals(v4(7))).count();
    }
    // Half of the swarm would have half of every answer, 2500 in all.
    assertThat(crowd).isLessThan(1_000);
  }

  @Test
  void seedsGetLeechersOnly() {
    SwarmStore store = store(DEFAULTS);
    for (int i = 0; i < 20; i++) {
      store.announce(seeding(swarm(1), id(i), v4(i), 1), answer);
    }
    store.announce(here(swarm(1), id(50), v4(50), 1), answer);
    assertThat(peers(answer)).hasSize(20);

    store.announce(seeding(swarm(1), id(3), v4(3), 1), answer);

    assertThat(peers(answer)).containsExactly(new InetSocketAddress(v4(50), 1));
    assertThat(answer.seeds).isEqualTo(20);
    assertThat(answer.leechers).isEqualTo(1);
  }

  @Test
  void peerWithAnotherPortReplacesItself() {
    SwarmStore store = store(DEFAULTS);
    store.announce(here(swarm(1), id(1), v4(1), 1000), answer);
    store.announce(here(swarm(1), id(1), v4(1), 2000), answer);
    store.announce(here(swarm(1), id(2), v4(2), 1), answer);

    assertThat(peers(answer)).containsExactly(new InetSocketAddress(v4(1), 2000));
  }

  @Test
  void restartedClientTakesItsPlaceAgain() {
    SwarmStore store = store(DEFAULTS);
    store.announce(seeding(swarm(1), id(1), v4(1), 1000), answer);
    store.announce(here(swarm(1), id(2), v4(1), 1000), answer);

    assertThat(store.summary(swarm(1))).isEqualTo(new SwarmSummary(swarm(1), 0, 1, 0));
    assertThat(peers(answer)).isEmpty();
  }

  @Test
  void onlyTheKeyMovesAPeerToAnotherAddress() {
    SwarmStore store = store(DEFAULTS);
    Announcement.Change here = Announcement.Change.HERE;
    store.announce(said(swarm(1), id(1), v4(1), 1, 77, here, 0, 50), answer);
    store.announce(said(swarm(1), id(1), v4(2), 1, 78, here, 1, 50), answer);
    assertThat(store.summary(swarm(1))).isEqualTo(new SwarmSummary(swarm(1), 1, 1, 0));
    store.announce(said(swarm(1), id(1), v4(3), 1, 0, Announcement.Change.STOPPED, 1, 0), answer);
    assertThat(store.peers()).isEqualTo(2);

    store.announce(said(swarm(1), id(1), v4(3), 1, 77, here, 0, 50), answer);
    store.announce(here(swarm(1), id(9), v4(9), 1), answer);

    assertThat(peers(answer))
        .containsExactlyInAnyOrder(
            new InetSocketAddress(v4(3), 1), new InetSocketAddress(v4(2), 1));
  }

  @Test
  void addressCannotFillASwarm() {
    SwarmStore store = store(DEFAULTS);
    for (int i = 0; i < 256; i++) {
      assertThat(store.announce(here(swarm(1), id(i), v4(7), 1 + i), answer))
          .isEqualTo(SwarmStore.Outcome.LISTED);
    }
    assertThat(store.announce(here(swarm(1), id(256), v4(7), 999), answer))
        .isEqualTo(SwarmStore.Outcome.ADDRESS_TOO_OFTEN_IN_SWARM);
    assertThat(store.announce(here(swarm(1), id(0), v4(7), 998), answer))
        .isEqualTo(SwarmStore.Outcome.LISTED);
    assertThat(store.announce(here(swarm(2), id(256), v4(7), 999), answer))
        .isEqualTo(SwarmStore.Outcome.LISTED);
    assertThat(store.summary(swarm(1)).leechers()).isEqualTo(256);
    InetAddress loopback = Announcer.address("127.0.0.1");
    for (int i = 0; i < 1_000; i++) {
      assertThat(store.announce(here(swarm(3), id(i), loopback, 1 + i), answer))
          .isEqualTo(SwarmStore.Outcome.LISTED);
    }
  }

  @Test
  void householdOfIpv6IsOneAddress() {
    SwarmStore store = store(new TrackerConfig.Limits(50, 200, 10, 100, 3, 1_000, 1 << 20, 0));
    for (int i = 0; i < 3; i++) {
      store.announce(here(swarm(1), id(i), v6(i), 1), answer);
    }

    assertThat(store.announce(here(swarm(1), id(3), v6(3), 1), answer))
        .isEqualTo(SwarmStore.Outcome.ADDRESS_TOO_OFTEN_IN_SWARM);
    assertThat(store.announce(here(swarm(1), id(3), v6(16), 1), answer))
        .isEqualTo(SwarmStore.Outcome.LISTED);
  }

  /// Above 1,024 peers the count is an estimate; the address gets nowhere near a share of the
  /// swarm.
  @Test
  void addressCannotFillALargeSwarmEither() {
    SwarmStore store = store(DEFAULTS);
    for (int i = 0; i < 20_000; i++) {
      store.announce(here(swarm(1), id(i), v4(i), 1), answer);
    }
    for (int i = 0; i < 20_000; i++) {
      store.announce(here(swarm(1), id(50_000 + i), v4(99_999), 1 + i), answer);
    }
    assertThat(store.peers() - 20_000).isBetween(200L, 1_200L);
  }

  @Test
  void addressCannotFillTheTracker() {
    SwarmStore store =
        store(new TrackerConfig.Limits(50, 200, 100_000, 100, 10, 1_000, 64 << 20, 0));
    for (int i = 0; i < 1_000; i++) {
      store.announce(here(swarm(i), id(i), v4(1), 1), answer);
    }
    assertThat(store.announce(here(swarm(1_000), id(1_000), v4(1), 1), answer))
        .isEqualTo(SwarmStore.Outcome.ADDRESS_IN_TOO_MANY_SWARMS);
    assertThat(store.swarms()).isEqualTo(1_000);

    store.announce(stopped(swarm(5), id(5), v4(1), 1), answer);

    assertThat(store.announce(here(swarm(1_000), id(1_000), v4(1), 1), answer))
        .isEqualTo(SwarmStore.Outcome.LISTED);
  }

  @Test
  void memoryIsBounded() {
    SwarmStore store =
        store(new TrackerConfig.Limits(50, 200, 1_000_000, 100, 10, 100_000, 2 << 20, 0));
    int listed = 0;
    for (int i = 0; i < 50_000; i++) {
      if (store.announce(here(swarm(i), id(i), v4(i), 1), answer) == SwarmStore.Outcome.LISTED) {
        listed++;
      }
    }
    assertThat(listed).isBetween(5_000, 20_000);
    assertThat(store.bytes()).isLessThan((2 << 20) + 10_000);
    // Who is known stays known.
    assertThat(store.announce(here(swarm(1), id(1), v4(1), 1), answer))
        .isEqualTo(SwarmStore.Outcome.LISTED);
  }

  @Test
  void swarmsAreBounded() {
    SwarmStore store = store(new TrackerConfig.Limits(50, 200, 3, 100, 10, 1_000, 1 << 20, 0));
    for (int i = 0; i < 3; i++) {
      store.announce(here(swarm(i), id(i), v4(i), 1), answer);
    }

    assertThat(store.announce(here(swarm(3), id(3), v4(3), 1), answer))
        .isEqualTo(SwarmStore.Outcome.STORE_FULL);
    assertThat(store.announce(stopped(swarm(4), id(3), v4(3), 1), answer))
        .isEqualTo(SwarmStore.Outcome.LISTED);
    assertThat(store.swarms()).isEqualTo(3);
  }

  @Test
  void idThatManyAddressesClaimIsNoId() {
    SwarmStore store = store(DEFAULTS);
    for (int i = 0; i < 1_000; i++) {
      store.announce(here(swarm(1), id(1), v4(i), 1), answer);
    }
    assertThat(store.peers()).isEqualTo(PeerTable.MAX_TWINS);
    assertThat(store.announce(here(swarm(1), id(1), v4(5_000), 1), answer))
        .isEqualTo(SwarmStore.Outcome.PEER_ID_TAKEN);
    assertThat(store.announce(here(swarm(1), id(1), v4(5), 2), answer))
        .isEqualTo(SwarmStore.Outcome.LISTED);
  }

  @Test
  void completedIsCountedOncePerDownload() {
    SwarmStore store = listenedTo();
    Announcement.Change completed = Announcement.Change.COMPLETED;
    store.announce(here(swarm(1), id(1), v4(1), 1), answer);
    for (int i = 0; i < 5; i++) {
      store.announce(said(swarm(1), id(1), v4(1), 1, 0, completed, 0, 50), answer);
    }
    store.announce(said(swarm(1), id(2), v4(2), 1, 0, completed, 7, 50), answer);
    assertThat(answer.completed).isEqualTo(1);
    assertThat(events.stream().filter(e -> e instanceof SwarmEvent.Completed)).hasSize(1);
  }

  @Test
  void emptySwarmIsRememberedForItsCountOnly() {
    SwarmStore store = store(TrackerConfig.defaults());
    store.announce(here(swarm(1), id(1), v4(1), 1), answer);
    store.announce(stopped(swarm(1), id(1), v4(1), 1), answer);
    assertThat(store.swarms()).isZero();

    store.announce(said(swarm(2), id(1), v4(1), 1, 0, Announcement.Change.COMPLETED, 0, 0), answer);
    store.announce(stopped(swarm(2), id(1), v4(1), 1), answer);
    assertThat(store.summary(swarm(2)).completed()).isEqualTo(1);

    long ticksPerDay = Duration.ofDays(1).dividedBy(store.tickLength());
    for (int tick = 0; tick < ticksPerDay; tick++) {
      sweep(store);
    }
    assertThat(store.swarms()).isEqualTo(1);
    sweep(store);
    sweep(store);
    assertThat(store.swarms()).isZero();
  }

  @Test
  void silentPeersExpireAndOthersDoNot() {
    SwarmStore store = listenedTo();
    store.announce(here(swarm(1), id(1), v4(1), 1), answer);
    store.announce(seeding(swarm(1), id(2), v6(2), 2), answer);
    events.clear();
    long ticks = Duration.ofMinutes(11).dividedBy(store.tickLength());
    for (int tick = 0; tick < ticks + 1; tick++) {
      sweep(store);
      if (tick == 5) {
        store.announce(here(swarm(1), id(1), v4(1), 1), answer);
        events.clear();
      }
    }
    assertThat(events).isEmpty();
    sweep(store);
    sweep(store);

    assertThat(events)
        .containsExactly(
            new SwarmEvent.Expired(
                swarm(1), new SwarmPeer(Optional.of(id(2)), new InetSocketAddress(v6(2), 2))));
    assertThat(store.summary(swarm(1))).isEqualTo(new SwarmSummary(swarm(1), 0, 1, 0));
  }

  /// Deadlines are kept in one byte: for years of ticks nobody may die early or live on.
  @Test
  void deadlinesDoNotWrapAround() {
    SwarmStore store = store(TrackerConfig.defaults());
    store.announce(here(swarm(1), id(1), v4(1), 1), answer);
    for (int tick = 0; tick < 2_000; tick++) {
      sweep(store);
      store.tick();
      store.tick();
      if (tick % 10 == 0) {
        store.announce(here(swarm(1), id(1), v4(1), 1), answer);
      }
      assertThat(store.peers()).isEqualTo(1);
    }
  }

  @Test
  void intervalGrowsWithTheLoad() {
    TrackerConfig config =
        new TrackerConfig(
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(40),
            100,
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            DEFAULTS,
            AddressClaims.NOBODY,
            TrackerPolicy.OPEN);
    SwarmStore store = store(config);
    assertThat(store.intervalSeconds()).isEqualTo(10);
    for (int i = 0; i < 2_500; i++) {
      store.announce(here(swarm(i), id(i), v4(i), 1), answer);
    }
    assertThat(store.intervalSeconds()).isEqualTo(25);
    for (int i = 0; i < 5_000; i++) {
      store.announce(here(swarm(i), id(10_000 + i), v4(10_000 + i), 1), answer);
    }
    assertThat(store.intervalSeconds()).isEqualTo(40);
  }

  @Test
  void eventsTellWhatHappens() {
    SwarmStore store = listenedTo();
    SwarmPeer one = new SwarmPeer(Optional.of(id(1)), new InetSocketAddress(v4(1), 1));
    SwarmPeer two = new SwarmPeer(Optional.of(id(2)), new InetSocketAddress(v4(2), 2));
    store.announce(seeding(swarm(1), id(1), v4(1), 1), answer);
    store.announce(here(swarm(1), id(2), v4(2), 2), answer);
    store.announce(said(swarm(1), id(2), v4(2), 2, 0, Announcement.Change.COMPLETED, 0, 0), answer);
    store.announce(stopped(swarm(1), id(1), v4(1), 1), answer);
    store.announce(stopped(swarm(1), id(1), v4(1), 1), answer);

    assertThat(events)
        .containsExactly(
            new SwarmEvent.Shared(swarm(1), one),
            new SwarmEvent.Joined(swarm(1), two, 1),
            new SwarmEvent.Announced(swarm(1), two, 0, 0, 0),
            new SwarmEvent.Completed(swarm(1), two),
            new SwarmEvent.Left(swarm(1), one));
  }

  @Test
  void ofAFloodOfReportsSomeAreToldButAllThatCompleteAndGo() {
    SwarmStore store = listenedTo();
    store.announce(here(swarm(1), id(1), v4(1), 1), answer);
    for (int i = 0; i < 2 * Ledger.REPORTS_TOLD_PER_TICK; i++) {
      store.announce(here(swarm(1), id(1), v4(1), 1), answer);
    }
    assertThat(events).hasSize(1 + Ledger.REPORTS_TOLD_PER_TICK);
    events.clear();

    store.announce(said(swarm(1), id(1), v4(1), 1, 0, Announcement.Change.COMPLETED, 0, 0), answer);
    store.announce(stopped(swarm(1), id(1), v4(1), 1), answer);
    assertThat(events)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("Announced", "Completed", "Left");

    store.tick();
    store.announce(here(swarm(1), id(1), v4(1), 1), answer);
    store.announce(here(swarm(1), id(1), v4(1), 1), answer);
    assertThat(events.getLast()).isInstanceOf(SwarmEvent.Announced.class);
  }

  @Test
  void peersOfAnyKindKeepTheirIds() {
    SwarmStore store = store(DEFAULTS);
    SplittableRandom random = new SplittableRandom(9);
    List<PeerId> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] bytes = new byte[20];
      random.nextBytes(bytes);
      ids.add(PeerId.of(bytes));
      store.announce(here(swarm(1), ids.get(i), v4(i), 1), answer);
    }
    store.announce(here(swarm(1), id(1), v4(500), 1).wants(200, false, true, true), answer);

    assertThat(answer.v4Ids.stream().map(Optional::orElseThrow))
        .containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void peersOfTooManyKindsAreTrackedWithoutTheirIds() {
    SwarmStore store = store(DEFAULTS);
    int last = Character.MAX_VALUE + 2;
    for (int i = 0; i <= last; i++) {
      long left = i < 9 || i == last ? 1 : 0;
      store.announce(
          said(swarm(1), id(i, i), v4(i), 1, 0, Announcement.Change.HERE, left, 0), answer);
    }
    store.announce(seeding(swarm(1), id(50, 50), v4(50), 1).wants(50, false, false, true), answer);

    assertThat(answer.leechers).isEqualTo(10);
    assertThat(peers(answer)).hasSize(10);
    assertThat(answer.v4Ids.get(peers(answer).indexOf(new InetSocketAddress(v4(last), 1))))
        .isEmpty();
    assertThat(answer.v4Ids).filteredOn(Optional::isPresent).hasSize(9);
    store.announce(stopped(swarm(1), id(last, last), v4(last), 1), answer);
    assertThat(answer.leechers).isEqualTo(9);
  }

  private static void sweep(SwarmStore store) {
    store.tick();
    boolean more = true;
    while (more) {
      more = store.sweep(100);
    }
  }
}
