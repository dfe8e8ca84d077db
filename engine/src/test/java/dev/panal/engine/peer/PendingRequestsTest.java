package dev.panal.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PendingRequestsTest {
  @Test
  void doesWhatANaiveListDoes() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      PendingRequests pending = new PendingRequests(500);
      List<Long> outstanding = new ArrayList<>();
      List<Long> takenBack = new ArrayList<>();
      for (int step = 0; step < 2_000; step++) {
        int piece = random.nextInt(20);
        int block = random.nextInt(4);
        long key = (long) piece << 32 | block;
        switch (random.nextInt(5)) {
          case 0, 1 -> {
            if (!outstanding.contains(key)) {
              pending.add(piece, block);
              outstanding.add(key);
            }
          }
          case 2 -> {
            boolean expected = outstanding.remove(key) || takenBack.remove(key);
            assertThat(pending.answered(piece, block)).as("seed %d", seed).isEqualTo(expected);
          }
          case 3 -> {
            boolean was = outstanding.remove(key);
            assertThat(pending.takeBack(piece, block)).as("seed %d", seed).isEqualTo(was);
            if (was) {
              takenBack.add(key);
            }
          }
          default -> {
            if (random.nextInt(20) == 0) {
              List<Long> all = new ArrayList<>();
              pending.takeBackAll((p, b) -> all.add((long) p << 32 | b));
              assertThat(all).as("oldest first, seed %d", seed).isEqualTo(outstanding);
              takenBack.addAll(outstanding);
              outstanding.clear();
            }
          }
        }
        assertThat(pending.size()).isEqualTo(outstanding.size());
        assertThat(pending.contains(piece, block)).isEqualTo(outstanding.contains(key));
      }
    }
  }

  @Test
  void growsWithEveryAnswerUntilTheRateStopsGrowing() {
    PendingRequests pending = new PendingRequests(500);
    int before = pending.room(500);
    for (int i = 0; i < 100; i++) {
      pending.add(i, 0);
      pending.answered(i, 0);
    }
    assertThat(pending.room(500)).isEqualTo(before + 100);
    assertThat(pending.room(20)).as("the peer's own limit holds").isEqualTo(20);
    pending.resize(10_000_000);
    pending.resize(10_000_000);
    assertThat(pending.room(10_000)).as("our limit holds").isEqualTo(500);
    pending.resize(163_840);
    assertThat(pending.room(500)).as("two seconds at ten blocks a second").isEqualTo(21);
  }

  @Test
  void remembersOnlySoManyThatWereTakenBack() {
    PendingRequests pending = new PendingRequests(500);
    for (int i = 0; i < 2_000; i++) {
      pending.add(i, 0);
      pending.takeBack(i, 0);
    }
    assertThat(pending.answered(0, 0)).isFalse();
    assertThat(pending.answered(1_999, 0)).isTrue();
    assertThat(pending.answered(1_999, 0)).as("forgiven once").isFalse();
  }

  @Test
  void manyThatWereTakenBackAreForgivenInAnyOrder() {
    PendingRequests pending = new PendingRequests(2_000);
    for (int block = 0; block < 1_000; block++) {
      pending.add(1, block);
    }
    pending.takeBackAll((piece, block) -> {});

    for (int block = 999; block >= 0; block -= 2) {
      assertThat(pending.answered(1, block)).isTrue();
    }
    for (int block = 0; block < 1_000; block += 2) {
      assertThat(pending.answered(1, block)).isTrue();
    }
    assertThat(pending.answered(1, 0)).isFalse();
  }
}
