package dev.panal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.metainfo.PieceGeometry;
import org.junit.jupiter.api.Test;

/// How much a peer gets to send before it has shown that it is worth it.
final class TrialsTest {
  private static final int SOURCE = 7;
  private static final long SECOND = 1_000_000_000L;

  @Test
  void smallPiecesHalfAMegabyte() {
    Trials trials = new Trials(new PieceGeometry(100L << 20, 64 * 1024));
    trials.begin(SOURCE, 0);
    assertThat(trials.room(SOURCE, 0, 0)).isEqualTo(32);
    assertThat(trials.room(SOURCE, 30, 0)).isEqualTo(2);
    for (int block = 0; block < 32; block++) {
      trials.blockCame(SOURCE);
    }
    assertThat(trials.room(SOURCE, 0, SECOND / 2)).isZero();
  }

  @Test
  void largePiecesTwoOfThem() {
    Trials trials = new Trials(new PieceGeometry(1L << 30, 4 << 20));
    trials.begin(SOURCE, 0);
    assertThat(trials.room(SOURCE, 0, 0)).isEqualTo(2 * 256);
  }

  @Test
  void aGoodPieceEndsTheTrial() {
    Trials trials = new Trials(new PieceGeometry(100L << 20, 64 * 1024));
    trials.begin(SOURCE, 0);
    trials.passed(SOURCE);
    assertThat(trials.room(SOURCE, 10_000, 0)).isEqualTo(Integer.MAX_VALUE);
  }

  /// Its pieces may wait for blocks of others.
  @Test
  void whoIsNeitherGoodNorBadIsAskedForMoreInTime() {
    Trials trials = new Trials(new PieceGeometry(100L << 20, 64 * 1024));
    trials.begin(SOURCE, 0);
    assertThat(trials.room(SOURCE, 0, 50 * SECOND)).isEqualTo(32);
    trials.blockCame(SOURCE);
    assertThat(trials.room(SOURCE, 31, 50 * SECOND)).isZero();
    assertThat(trials.room(SOURCE, 31, 51 * SECOND)).isEqualTo(32);
  }

  @Test
  void whoComesBackIsOnTrialAgain() {
    Trials trials = new Trials(new PieceGeometry(100L << 20, 64 * 1024));
    trials.begin(SOURCE, 0);
    trials.passed(SOURCE);
    trials.end(SOURCE);
    trials.begin(SOURCE, SECOND);
    assertThat(trials.room(SOURCE, 0, SECOND)).isEqualTo(32);
  }
}
