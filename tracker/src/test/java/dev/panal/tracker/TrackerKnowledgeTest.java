package dev.panal.tracker;

import static dev.panal.tracker.Announcer.here;
import static dev.panal.tracker.Announcer.id;
import static dev.panal.tracker.Announcer.said;
import static dev.panal.tracker.Announcer.seeding;
import static dev.panal.tracker.Announcer.stopped;
import static dev.panal.tracker.Announcer.swarm;
import static dev.panal.tracker.Announcer.v4;
import static dev.panal.tracker.Announcer.v6;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What others tell the store, and what it tells them: counts that outlive it, and who is there.
class TrackerKnowledgeTest {
  private final Answer answer = new Answer(200);
  private final SwarmStore store =
      new SwarmStore(TrackerConfig.defaults(), new SipHash(1, 2), new SplittableRandom(3), null);

  private void announce(Announcement said) {
    assertThat(store.announce(said, answer)).isEqualTo(SwarmStore.Outcome.LISTED);
  }

  private void complete(int peer) {
    announce(here(swarm(1), id(peer), v4(peer), 1));
    announce(said(swarm(1), id(peer), v4(peer), 1, 0, Announcement.Change.COMPLETED, 0, 0));
  }

  @Test
  void completedDownloadsAreTakenOnce() {
    complete(1);
    complete(2);
    announce(here(swarm(2), id(1), v4(1), 1));

    assertThat(store.takeCompleted()).containsExactly(new CompletedDownloads(swarm(1), 2));
    assertThat(store.takeCompleted()).isEmpty();
    complete(3);
    assertThat(store.takeCompleted()).containsExactly(new CompletedDownloads(swarm(1), 1));
  }

  /// aria2 does so, and `panal get`.
  @Test
  void whoGoesWithNothingLeftHasCompleted() {
    announce(here(swarm(1), id(1), v4(1), 1));
    announce(said(swarm(1), id(1), v4(1), 1, 0, Announcement.Change.STOPPED, 0, 0));
    announce(seeding(swarm(1), id(2), v4(2), 1));
    announce(said(swarm(1), id(2), v4(2), 1, 0, Announcement.Change.STOPPED, 0, 0));
    announce(here(swarm(1), id(3), v4(3), 1));
    announce(stopped(swarm(1), id(3), v4(3), 1));

    assertThat(store.summary(swarm(1))).isEqualTo(new SwarmSummary(swarm(1), 0, 0, 1));
  }

  @Test
  void countsOfBeforeGoOn() {
    store.know(new KnownSwarm(swarm(1), 7, 0, false));
    assertThat(store.summary(swarm(1)).completed()).isEqualTo(7);
    complete(1);
    assertThat(answer.completed).isEqualTo(8);
    // Never backwards.
    store.know(new KnownSwarm(swarm(1), 3, 0, false));
    assertThat(store.summary(swarm(1)).completed()).isEqualTo(8);
  }

  @Test
  void recalledCountsSayNothingElse() {
    store.know(new KnownSwarm(swarm(1), 3, 1_000, true));
    store.recall(new CompletedDownloads(swarm(1), 7));
    store.recall(new CompletedDownloads(swarm(1), 5));
    store.recall(new CompletedDownloads(swarm(2), 9));
    assertThat(store.summary(swarm(1)).completed()).isEqualTo(7);
    assertThat(store.summary(swarm(2)).completed()).isEqualTo(9);
    assertThat(store.takeCompleted()).isEmpty();
    announce(here(swarm(1), id(1), v4(1), 1));
    announce(stopped(swarm(1), id(1), v4(1), 1));
    sweep();
    // Still kept, as it was said before.
    assertThat(store.summary(swarm(1)).completed()).isEqualTo(7);
  }

  @Test
  void keptSwarmStaysWithoutPeers() {
    long empty = store.bytes();
    store.know(new KnownSwarm(swarm(1), 0, 1_000, true));
    store.know(new KnownSwarm(swarm(2), 0, 1_000, false));
    assertThat(store.swarms()).isEqualTo(2);
    announce(here(swarm(1), id(1), v4(1), 1));
    announce(stopped(swarm(1), id(1), v4(1), 1));
    sweep();
    assertThat(store.swarms()).isEqualTo(1);
    store.know(new KnownSwarm(swarm(1), 0, 0, false));
    sweep();
    assertThat(store.swarms()).isZero();
    assertThat(store.bytes()).isEqualTo(empty);
  }

  private void sweep() {
    store.tick();
    boolean more = true;
    while (more) {
      more = store.sweep(100);
    }
  }

  @Test
  void moreSwarmsThanAllowedAreNotRemembered() {
    SwarmStore small =
        new SwarmStore(
            TrackerConfig.defaults()
                .withLimits(new TrackerConfig.Limits(50, 200, 10, 20, 1, 1_000, 1 << 20, 10)),
            new SipHash(1, 2),
            new SplittableRandom(3),
            null);
    for (int i = 0; i < 20; i++) {
      small.know(new KnownSwarm(swarm(i), 1, 0, true));
    }
    assertThat(small.swarms()).isEqualTo(10);
  }

  @Test
  void peersAreListedWithWhatTheyHave() {
    store.know(new KnownSwarm(swarm(1), 0, 1_000, true));
    announce(seeding(swarm(1), id(1), v4(1), 1));
    announce(said(swarm(1), id(2), v4(2), 2, 0, Announcement.Change.HERE, 251, 0));
    announce(said(swarm(1), id(3), v6(3), 3, 0, Announcement.Change.PAUSED, 1, 0));
    // Nobody can lack more than there is.
    announce(said(swarm(1), id(4), v6(64), 4, 0, Announcement.Change.HERE, Long.MAX_VALUE, 0));

    assertThat(store.peers(swarm(1), 10))
        .containsExactlyInAnyOrder(
            new ListedPeer(
                new SwarmPeer(Optional.of(id(1)), new InetSocketAddress(v4(1), 1)),
                ListedPeer.Kind.SEED,
                100),
            new ListedPeer(
                new SwarmPeer(Optional.of(id(2)), new InetSocketAddress(v4(2), 2)),
                ListedPeer.Kind.LEECHER,
                74),
            new ListedPeer(
                new SwarmPeer(Optional.of(id(3)), new InetSocketAddress(v6(3), 3)),
                ListedPeer.Kind.PARTIAL_SEED,
                99),
            new ListedPeer(
                new SwarmPeer(Optional.of(id(4)), new InetSocketAddress(v6(64), 4)),
                ListedPeer.Kind.LEECHER,
                0));
    assertThat(store.peers(swarm(1), 3)).hasSize(3).doesNotHaveDuplicates();
    assertThat(store.peers(swarm(2), 3)).isEmpty();
  }

  @Test
  void sizeIsWhatPeersLackedWhereNobodyKnows() {
    announce(said(swarm(1), id(1), v4(1), 1, 0, Announcement.Change.HERE, 4_000, 0));
    announce(said(swarm(1), id(1), v4(1), 1, 0, Announcement.Change.HERE, 1_000, 0));

    assertThat(store.peers(swarm(1), 10)).extracting(ListedPeer::percent).isEqualTo(List.of(75));
  }
}
