package dev.panal.tracker;

import static dev.panal.tracker.Announcer.id;
import static dev.panal.tracker.Announcer.said;
import static dev.panal.tracker.Announcer.stopped;
import static dev.panal.tracker.Announcer.swarm;
import static dev.panal.tracker.Announcer.v4;
import static dev.panal.tracker.Announcer.v6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.InfoHash;
import java.net.InetAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Who may speak for a peer id.
final class KeyProofTest {
  private static final InfoHash SWARM = swarm(1);

  private final SplittableRandom random = new SplittableRandom(7);
  private final SwarmStore store =
      new SwarmStore(TrackerConfig.defaults(), SipHash.random(random), random, null);
  private final Answer answer = new Answer(200);

  private void announce(int id, InetAddress address, int key) {
    store.announce(said(SWARM, id(id), address, 6881, key, Announcement.Change.HERE, 1, 0), answer);
  }

  private KeyProof proof(int id, int key) {
    return store.proves(SWARM, id(id), key);
  }

  @Test
  void theAnnouncedKeyProvesAndNoOther() {
    announce(1, v4(1), 42);
    announce(2, v4(2), 43);
    assertThat(proof(1, 42)).isEqualTo(KeyProof.PROVEN);
    assertThat(proof(1, 43)).isEqualTo(KeyProof.WRONG);
    assertThat(proof(3, 42)).isEqualTo(KeyProof.NONE);
    assertThat(store.proves(swarm(2), id(1), 42)).isEqualTo(KeyProof.NONE);
  }

  @Test
  void whoAnnouncesNoKeyProvesNothing() {
    announce(1, v4(1), 0);
    assertThat(proof(1, 0)).isEqualTo(KeyProof.NONE);
    assertThat(proof(1, 42)).isEqualTo(KeyProof.NONE);
  }

  @Test
  void bothFamiliesOfOnePeerAgree() {
    announce(1, v4(1), 42);
    announce(1, v6(1), 42);
    assertThat(proof(1, 42)).isEqualTo(KeyProof.PROVEN);
  }

  @Test
  void anotherPeerUnderTheSameIdIsSeen() {
    announce(1, v4(1), 42);
    announce(1, v4(2), 666);
    assertThat(proof(1, 42)).isEqualTo(KeyProof.CONTESTED);
    assertThat(proof(1, 666)).isEqualTo(KeyProof.CONTESTED);
    assertThat(proof(1, 7)).isEqualTo(KeyProof.WRONG);
    announce(1, v6(3), 667);
    assertThat(proof(1, 42)).isEqualTo(KeyProof.CONTESTED);
  }

  @Test
  void aLargeSwarmIsSearchedThroughItsIndex() {
    for (int peer = 0; peer < 1_000; peer++) {
      announce(peer, v4(peer), peer + 1);
    }
    for (int peer = 0; peer < 1_000; peer++) {
      assertThat(proof(peer, peer + 1)).isEqualTo(KeyProof.PROVEN);
      assertThat(proof(peer, peer + 2)).isEqualTo(KeyProof.WRONG);
    }
    store.announce(stopped(SWARM, id(5), v4(5), 6881), answer);
    assertThat(proof(5, 6)).isEqualTo(KeyProof.NONE);
  }
}
