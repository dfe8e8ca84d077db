package dev.panal.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.metainfo.PieceGeometry;
import org.junit.jupiter.api.Test;

final class EvidenceTest {
  private static final int PIECE = 32 * 1024;

  /// Four pieces, the last of one byte.
  private final Evidence evidence = new Evidence(new PieceGeometry(3 * PIECE + 1, PIECE));

  private void verified(int... pieces) {
    for (int piece : pieces) {
      evidence.verified(piece);
    }
  }

  @Test
  void goesOnWhereItWas() {
    verified(3, 1);
    evidence.killed();
    assertThat(evidence.isResumed()).isFalse();
    evidence.resumed(PIECE + 1);
    verified(0, 2);
    assertThat(evidence.isResumed()).isTrue();
    assertThat(evidence.bytesBefore()).isEqualTo(PIECE + 1);
    assertThat(evidence.piecesBefore()).isEqualTo(2);
    assertThat(evidence.piecesAfter()).isEqualTo(2);
    assertThat(evidence.fault()).isEmpty();
  }

  @Test
  void moreThanItSaidIsFine() {
    verified(0);
    evidence.killed();
    evidence.resumed(2 * PIECE);
    verified(2, 3);
    assertThat(evidence.fault()).isEmpty();
  }

  @Test
  void forgetting() {
    verified(0, 1);
    evidence.killed();
    evidence.resumed(PIECE);
    assertThat(evidence.fault().orElseThrow()).contains("64.0 KiB", "32.0 KiB");
  }

  @Test
  void fetchingAgain() {
    verified(0, 1);
    evidence.killed();
    evidence.resumed(2 * PIECE);
    verified(1, 2, 3);
    assertThat(evidence.fault().orElseThrow()).contains("1 of 2 pieces");
  }
}
