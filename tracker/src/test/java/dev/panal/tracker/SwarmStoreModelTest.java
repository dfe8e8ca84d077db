package dev.panal.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Thousands of random announces to the store and to a naive model, compared after every one.
class SwarmStoreModelTest {
  private static final int SWARMS = 6;
  private static final int PEERS = 400;

  private static final TrackerConfig.Limits LIMITS =
      new TrackerConfig.Limits(50, 200, 1_000, 150, 4, 1_000_000, 64 << 20, 0);

  private static final TrackerConfig CONFIG =
      TrackerConfig.defaults()
          .withIntervals(Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofMinutes(1))
          .withSilence(Duration.ofSeconds(120))
          .withLimits(LIMITS);

  /// Silence of 120 s, ticks of 1.25 s.
  private static final int LIFETIME_TICKS = 96;

  private static final List<Announcement.Change> CHANGES =
      List.of(
          Announcement.Change.HERE,
          Announcement.Change.HERE,
          Announcement.Change.HERE,
          Announcement.Change.PAUSED,
          Announcement.Change.COMPLETED);

  private final Answer answer = new Answer(200);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void storeAndModelAgree(long seed) {
    Random random = new Random(seed);
    SwarmStore store = new SwarmStore(CONFIG, new SipHash(seed, 2), new SplittableRandom(3), null);
    SwarmModel model = new SwarmModel(LIMITS);
    int tick = 0;
    for (int step = 0; step < 6_000; step++) {
      if (random.nextInt(100) == 0) {
        tick++;
        store.tick();
        while (store.sweep(1 + random.nextInt(50))) {
          assertThat(store.swarms()).isLessThanOrEqualTo(SWARMS);
        }
        model.tick(tick);
        assertThat(store.peers()).isEqualTo(model.size());
        assertThat(store.swarms()).isEqualTo((int) model.swarms());
      } else {
        // In turns, swarms fill up and empty.
        Announcement said = announcement(random, step / 1_000 % 2 == 0 ? 10 : 70);
        SwarmStore.Outcome outcome = store.announce(said, answer);
        assertThat(outcome).isEqualTo(model.announce(said, tick + LIFETIME_TICKS + 1));
        compare(store, model, said);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void nothingIsLeftWhenAllHaveGone(long seed) {
    Random random = new Random(seed);
    SwarmStore store = new SwarmStore(CONFIG, new SipHash(seed, 2), new SplittableRandom(3), null);
    long empty = store.bytes();
    for (int step = 0; step < 5_000; step++) {
      Announcement said = announcement(random, 0);
      if (said.change == Announcement.Change.HERE) {
        store.announce(said, answer);
      }
    }
    assertThat(store.peers()).isGreaterThan(1_000);
    assertThat(store.bytes()).isGreaterThan(empty + 30 * store.peers());

    for (int tick = 0; tick < LIFETIME_TICKS + 2; tick++) {
      store.tick();
      while (store.sweep(1_000)) {
        assertThat(store.bytes()).isGreaterThan(empty);
      }
    }

    assertThat(store.peers()).isZero();
    assertThat(store.seeds()).isZero();
    assertThat(store.swarms()).isZero();
    assertThat(store.bytes()).isEqualTo(empty);
  }

  /// A peer moves among four addresses, which it shares with some others; two peers share an id,
  /// but not their addresses.
  private static Announcement announcement(Random random, int stopPercent) {
    int peer = random.nextInt(PEERS);
    PeerId id = Announcer.id(peer / 2);
    int place = peer % 2 * 1_000 + (peer / 20) * 2 + random.nextInt(4);
    InetAddress address = random.nextInt(3) == 0 ? Announcer.v6(place * 16) : Announcer.v4(place);
    if (peer / 2 % 10 == 0) {
      address = Announcer.address("127.0.0." + (1 + peer % 2));
    }
    int key = peer % 3 == 0 ? 0 : peer;
    Announcement.Change change =
        random.nextInt(100) < stopPercent
            ? Announcement.Change.STOPPED
            : CHANGES.get(random.nextInt(CHANGES.size()));
    boolean v6 = address.getAddress().length == 16;
    return new Announcement()
        .swarm(Announcer.swarm(random.nextInt(SWARMS)))
        .peer(id, key)
        .at(address, 1 + random.nextInt(3))
        .says(change, 0, 0, random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(1_000))
        .wants(random.nextInt(201), v6, random.nextBoolean(), true);
  }

  private void compare(SwarmStore store, SwarmModel model, Announcement said) {
    InfoHash swarm = said.infoHash();
    SwarmSummary summary = model.summary(swarm);
    assertThat(store.summary(swarm)).isEqualTo(summary);
    assertThat(store.peers()).isEqualTo(model.size());
    assertThat(answer.seeds).isEqualTo(summary.seeds());
    assertThat(answer.leechers).isEqualTo(summary.leechers());
    assertThat(answer.completed).isEqualTo(summary.completed());

    List<InetSocketAddress> given = Announcer.peers(answer);
    assertThat(new HashSet<>(given)).hasSameSizeAs(given);
    List<InetSocketAddress> fit =
        model.peers(swarm).stream()
            .filter(peer -> said.bothFamilies || peer.v6() == said.preferV6)
            .filter(peer -> !(SwarmModel.wantsNothing(said) && peer.wantsNothing()))
            .filter(peer -> !peer.id.equals(said.peerId()))
            .filter(peer -> !peer.endpoint.equals(new InetSocketAddress(said.address(), said.port)))
            .filter(peer ->
                said.address().isLoopbackAddress()
                    || !peer.endpoint.getAddress().isLoopbackAddress())
            .map(peer -> peer.endpoint)
            .toList();
    assertThat(fit).containsAll(given);
    assertThat(answer.v4Ids).hasSize(answer.v4.remaining() / 6);
    assertThat(answer.v6Ids).hasSize(answer.v6.remaining() / 18);
    if (said.change == Announcement.Change.STOPPED) {
      assertThat(given).isEmpty();
    } else {
      assertThat(given).hasSizeLessThanOrEqualTo(said.wanted);
      if (model.peers(swarm).size() <= said.wanted) {
        assertThat(given).hasSameSizeAs(fit);
      }
    }
  }
}
