package dev.panal.engine.choker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChokerTest {
  private static final long SECOND = 1_000_000_000L;

  /// Half the candidates' times lie before the overflow of the clock and half after it.
  private static final long NOW = Long.MIN_VALUE + 40 * SECOND;

  private static final int PIECE_LENGTH = 1 << 20;

  /// A peer under test, with what most of them have in common.
  private static final class Peer {
    final int number;
    boolean interested = true;
    boolean unchoked;
    boolean optimistic;
    boolean snubbed;
    long fromPeer;
    long toPeer;
    long sent;
    long connectedSeconds = 300;
    long changedSeconds = 200;

    Peer(int number) {
      this.number = number;
    }

    Candidate candidate() {
      return new Candidate(
          number,
          interested,
          unchoked,
          optimistic,
          snubbed,
          fromPeer,
          toPeer,
          sent,
          NOW - connectedSeconds * SECOND,
          NOW - changedSeconds * SECOND);
    }
  }

  private static Peer gives(int number, long rate) {
    Peer peer = new Peer(number);
    peer.fromPeer = rate;
    return peer;
  }

  private static Peer served(int number, long heldSeconds, long rate, long sent) {
    Peer peer = new Peer(number);
    peer.unchoked = true;
    peer.changedSeconds = heldSeconds;
    peer.toPeer = rate;
    peer.sent = sent;
    return peer;
  }

  private static Peer waits(int number, long seconds) {
    Peer peer = new Peer(number);
    peer.changedSeconds = seconds;
    return peer;
  }

  private static List<Candidate> candidates(Peer... peers) {
    List<Candidate> candidates = new ArrayList<>();
    for (Peer peer : peers) {
      candidates.add(peer.candidate());
    }
    return candidates;
  }

  private static Decision leeching(int slots, Peer... peers) {
    return Choker.leeching(candidates(peers), slots, NOW, new Random(7));
  }

  private static Decision seeding(int slots, Peer... peers) {
    return Choker.seeding(candidates(peers), slots, PIECE_LENGTH, NOW);
  }

  @Test
  void whoGivesMostIsServedAndOneSlotIsLeftToTrust() {
    Decision decision = leeching(4, gives(0, 10), gives(1, 40), gives(2, 30), gives(3, 20));
    assertThat(decision.unchoked()).startsWith(1, 2, 3).hasSize(4);
    assertThat(decision.optimistic()).containsExactly(0);
  }

  @Test
  void tiesGoToWhoIsServedAlreadyAndThenToTheLowerNumber() {
    Peer current = gives(3, 10);
    current.unchoked = true;
    Decision decision = leeching(3, gives(0, 10), gives(1, 10), gives(2, 10), current);
    assertThat(decision.unchoked()).startsWith(3, 0);
  }

  @Test
  void whoIsNotInterestedIsNotServed() {
    Peer indifferent = gives(0, 100);
    indifferent.interested = false;
    assertThat(leeching(4, indifferent, gives(1, 1)).unchoked()).containsExactly(1);
    assertThat(seeding(4, indifferent, gives(1, 1)).unchoked()).containsExactly(1);
  }

  @Test
  void whoSnubsUsEarnsNothingButMayBeTrusted() {
    Peer snubs = gives(0, 100);
    snubs.snubbed = true;
    Decision decision = leeching(2, snubs, gives(1, 1));
    assertThat(decision.unchoked()).containsExactly(1, 0);
    assertThat(decision.optimistic()).containsExactly(0);
  }

  @Test
  void anOptimisticUnchokeLastsHalfAMinute() {
    Peer trusted = served(0, 29, 0, 0);
    trusted.optimistic = true;
    Peer[] all = {gives(1, 9), gives(2, 8), gives(3, 7), trusted, waits(4, 50)};
    assertThat(leeching(4, all).optimistic()).containsExactly(0);
    trusted.changedSeconds = 30;
    assertThat(leeching(4, all).optimistic()).containsExactly(4);
  }

  @Test
  void whoEarnsASlotIsNoLongerThereOnTrust() {
    Peer trusted = served(0, 10, 0, 0);
    trusted.optimistic = true;
    trusted.fromPeer = 50;
    Decision decision = leeching(2, trusted, gives(1, 9), waits(2, 10));
    assertThat(decision.unchoked()).startsWith(0);
    assertThat(decision.optimistic()).doesNotContain(0).hasSize(1);
  }

  @Test
  void slotsThatNobodyEarnedAreGivenOnTrust() {
    Decision decision = leeching(8, waits(0, 1), waits(1, 1), gives(2, 5));
    assertThat(decision.unchoked()).containsExactlyInAnyOrder(0, 1, 2).startsWith(2);
    assertThat(decision.optimistic()).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void newcomersAreTrustedThreeTimesAsOften() {
    Peer newcomer = waits(0, 5);
    newcomer.connectedSeconds = 5;
    List<Candidate> candidates = candidates(newcomer, waits(1, 50), gives(2, 10), gives(3, 20));
    Map<Integer, Integer> counts = new HashMap<>();
    Random random = new Random(42);
    for (int i = 0; i < 4_000; i++) {
      for (int peer : Choker.leeching(candidates, 3, NOW, random).optimistic()) {
        counts.merge(peer, 1, Integer::sum);
      }
    }
    assertThat(counts.get(0)).isBetween(2_800, 3_200);
    assertThat(counts.get(1)).isBetween(800, 1_200);
  }

  @Test
  void aSeedServesTheLongestWaitingWhenATurnIsOver() {
    long quota = 20L * PIECE_LENGTH;
    Peer[] all = {
      served(0, 40, 900, quota), served(1, 40, 100, quota - 1), waits(2, 5), waits(3, 9)
    };
    assertThat(seeding(2, all).unchoked()).containsExactly(1, 3);
    assertThat(seeding(3, all).unchoked()).containsExactly(1, 3, 2);
    assertThat(seeding(4, all).unchoked()).containsExactly(1, 3, 2, 0);
    assertThat(seeding(4, all).optimistic()).isEmpty();
  }

  @Test
  void aTurnLastsAtLeastHalfAMinuteAndAtMostTwo() {
    long quota = 20L * PIECE_LENGTH;
    assertThat(seeding(1, served(0, 29, 900, quota), waits(1, 50)).unchoked()).containsExactly(0);
    assertThat(seeding(1, served(0, 30, 900, quota), waits(1, 50)).unchoked()).containsExactly(1);
    assertThat(seeding(1, served(0, 119, 1, 10), waits(1, 50)).unchoked()).containsExactly(0);
    assertThat(seeding(1, served(0, 120, 1, 10), waits(1, 50)).unchoked()).containsExactly(1);
  }

  @Test
  void whoTakesNothingLosesItsTurn() {
    assertThat(seeding(1, served(0, 19, 0, 10), waits(1, 50)).unchoked()).containsExactly(0);
    assertThat(seeding(1, served(0, 20, 0, 10), waits(1, 50)).unchoked()).containsExactly(1);
  }

  @Test
  void aSeedServesEverybodyInTheEnd() {
    Random chance = new Random(3);
    List<Peer> peers = new ArrayList<>();
    Map<Integer, Long> servedSeconds = new HashMap<>();
    for (int number = 0; number < 30; number++) {
      peers.add(waits(number, 0));
    }
    for (int round = 0; round < 100; round++) {
      Decision decision = seeding(4, peers.toArray(Peer[]::new));
      for (Peer peer : peers) {
        boolean unchoke = decision.unchoked().contains(peer.number);
        peer.changedSeconds = unchoke == peer.unchoked ? peer.changedSeconds + 10 : 10;
        peer.sent = unchoke == peer.unchoked ? peer.sent + 100 * peer.toPeer : 0;
        peer.unchoked = unchoke;
        peer.toPeer = unchoke ? 1 + chance.nextInt(PIECE_LENGTH) : 0;
        servedSeconds.merge(peer.number, unchoke ? 10L : 0L, Long::sum);
      }
    }
    assertThat(Collections.min(servedSeconds.values())).isGreaterThanOrEqualTo(60);
  }

  @Test
  void slotsGrowWithTheRootOfTheRate() {
    assertThat(Choker.slots(0, 0)).isEqualTo(8);
    assertThat(Choker.slots(0, 20_000)).isEqualTo(8);
    assertThat(Choker.slots(20_000, 1_000_000_000)).isEqualTo(4);
    assertThat(Choker.slots(1_000_000, 0)).isEqualTo(24);
    assertThat(Choker.slots(0, 1_000_000)).isEqualTo(24);
    assertThat(Choker.slots(0, Long.MAX_VALUE)).isEqualTo(64);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void decisionsHoldTogether(@ForAll long seed, @ForAll @IntRange(max = 12) int slots) {
    Random chance = new Random(seed);
    List<Candidate> candidates = new ArrayList<>();
    for (int number = 0; number < chance.nextInt(20); number++) {
      candidates.add(anybody(number, chance));
    }
    List<Candidate> shuffled = new ArrayList<>(candidates);
    Collections.shuffle(shuffled, chance);
    long interested = candidates.stream().filter(Candidate::interested).count();
    Decision leeching = Choker.leeching(candidates, slots, NOW, new Random(seed));
    Decision seeding = Choker.seeding(candidates, slots, PIECE_LENGTH, NOW);
    for (Decision decision : List.of(leeching, seeding)) {
      assertThat(decision.unchoked())
          .doesNotHaveDuplicates()
          .hasSize((int) Math.min(slots, interested))
          .allMatch(number -> candidates.get(number).interested())
          .containsAll(decision.optimistic());
    }
    assertThat(Choker.leeching(shuffled, slots, NOW, new Random(seed))).isEqualTo(leeching);
    assertThat(Choker.seeding(shuffled, slots, PIECE_LENGTH, NOW)).isEqualTo(seeding);
  }

  private static Candidate anybody(int number, Random chance) {
    Peer peer = new Peer(number);
    peer.interested = chance.nextInt(5) > 0;
    peer.unchoked = chance.nextBoolean();
    peer.optimistic = peer.unchoked && chance.nextInt(4) == 0;
    peer.snubbed = chance.nextInt(5) == 0;
    peer.fromPeer = chance.nextInt(4);
    peer.toPeer = chance.nextInt(4);
    peer.sent = chance.nextLong(40L * PIECE_LENGTH);
    peer.connectedSeconds = chance.nextInt(200);
    peer.changedSeconds = chance.nextLong(peer.connectedSeconds + 1);
    return peer.candidate();
  }
}
