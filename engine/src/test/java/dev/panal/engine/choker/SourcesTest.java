package dev.panal.engine.choker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.choker.Sources.Candidate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SourcesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = Long.MIN_VALUE + 25 * SECOND;

  private static Candidate source(int peer, long rate, long silentSeconds, long sinceSeconds) {
    return new Candidate(
        peer, true, false, true, rate, NOW - silentSeconds * SECOND, NOW - sinceSeconds * SECOND);
  }

  private static Candidate ready(int peer, long rate, long sinceSeconds) {
    return new Candidate(peer, true, false, false, rate, NOW, NOW - sinceSeconds * SECOND);
  }

  private static Candidate choking(int peer, boolean source) {
    return new Candidate(peer, true, true, source, 0, NOW, NOW);
  }

  private static Sources choose(int max, Candidate... candidates) {
    return Sources.choose(List.of(candidates), max, NOW);
  }

  @Test
  void everybodyIsASourceWhenThereAreFew() {
    Sources sources = choose(4, ready(0, 0, 1), choking(1, false), source(2, 5, 0, 9));
    assertThat(sources.requestFrom()).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(sources.interestedIn()).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void whoHasNothingForUsIsNone() {
    Candidate boring = new Candidate(0, false, false, true, 100, NOW, NOW);
    Sources sources = choose(4, boring, ready(1, 0, 1));
    assertThat(sources.requestFrom()).containsExactly(1);
    assertThat(sources.interestedIn()).containsExactly(1);
  }

  @Test
  void sourcesStayAndTwoSparesHearOfOurInterest() {
    Sources sources =
        choose(
            2,
            ready(0, 0, 50),
            source(1, 10, 1, 20),
            source(2, 20, 1, 40),
            ready(3, 0, 60),
            ready(4, 0, 5));
    assertThat(sources.requestFrom()).containsExactly(2, 1);
    assertThat(sources.interestedIn()).containsExactly(2, 1, 3, 0);
  }

  @Test
  void whoServesUsComesBeforeWhoChokesUsAndThenEverybodyHearsOfOurInterest() {
    Sources sources =
        choose(2, choking(0, true), choking(1, false), ready(2, 0, 1), choking(3, false));
    assertThat(sources.requestFrom()).containsExactly(2, 0);
    assertThat(sources.interestedIn()).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void aStalledSourceIsReplaced() {
    Candidate next = ready(2, 0, 1);
    assertThat(choose(1, source(1, 10, 19, 60), next).requestFrom()).containsExactly(2);
    assertThat(choose(1, source(1, 10, 19, 29), next).requestFrom()).containsExactly(1);
    assertThat(choose(1, source(1, 10, 20, 29), next).requestFrom()).containsExactly(2);
    assertThat(choose(1, source(1, 10, 20, 29)).requestFrom()).containsExactly(1);
  }

  @Test
  void aNewSourceHasTimeForItsFirstBlock() {
    Candidate late = source(1, 0, 300, 19);
    assertThat(choose(1, late, ready(2, 0, 1)).requestFrom()).containsExactly(1);
  }

  @Test
  void theSlowestGivesWayToOneThatWasNeverTried() {
    Candidate fast = source(0, 100, 0, 31);
    Candidate slow = source(1, 10, 0, 30);
    assertThat(choose(2, fast, slow, ready(2, 0, 5), ready(3, 0, 9)).requestFrom())
        .containsExactly(0, 3);
    Candidate recent = source(0, 100, 0, 29);
    assertThat(choose(2, recent, slow, ready(2, 0, 5)).requestFrom()).containsExactly(0, 1);
  }

  @Test
  void aKnownOneHasToBeClearlyBetter() {
    Candidate slow = source(1, 100, 0, 30);
    assertThat(choose(1, slow, ready(2, 125, 5)).requestFrom()).containsExactly(1);
    assertThat(choose(1, slow, ready(2, 126, 5)).requestFrom()).containsExactly(2);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void choicesHoldTogether(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int max) {
    Random chance = new Random(seed);
    List<Candidate> candidates = new ArrayList<>();
    for (int peer = 0; peer < chance.nextInt(12); peer++) {
      long since = chance.nextLong(100);
      candidates.add(
          new Candidate(
              peer,
              chance.nextInt(4) > 0,
              chance.nextBoolean(),
              chance.nextBoolean(),
              chance.nextInt(3) * 100L,
              NOW - chance.nextLong(since + 1) * SECOND,
              NOW - since * SECOND));
    }
    List<Candidate> shuffled = new ArrayList<>(candidates);
    Collections.shuffle(shuffled, chance);
    Sources sources = Sources.choose(candidates, max, NOW);
    List<Integer> usable =
        candidates.stream()
            .filter(candidate -> candidate.interesting() && !candidate.chokesUs())
            .filter(candidate -> !stalled(candidate))
            .map(Candidate::peer)
            .toList();
    long interesting = candidates.stream().filter(Candidate::interesting).count();
    assertThat(sources.requestFrom())
        .doesNotHaveDuplicates()
        .hasSize((int) Math.min(max, interesting))
        .allMatch(peer -> candidates.get(peer).interesting());
    assertThat(sources.requestFrom().stream().filter(usable::contains).count())
        .isEqualTo(Math.min(max, usable.size()));
    assertThat(sources.interestedIn()).doesNotHaveDuplicates().containsAll(sources.requestFrom());
    assertThat(Sources.choose(shuffled, max, NOW)).isEqualTo(sources);
  }

  private static boolean stalled(Candidate candidate) {
    return candidate.source()
        && NOW - candidate.lastBlockNanos() >= Sources.STALL_NANOS
        && NOW - candidate.changedNanos() >= Sources.STALL_NANOS;
  }
}
