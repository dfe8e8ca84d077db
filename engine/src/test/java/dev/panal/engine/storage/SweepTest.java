package dev.panal.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static BitSet upTo(int count) {
    BitSet bits = new BitSet();
    bits.set(0, count);
    return bits;
  }

  @Test
  void stepsThatAreDoneAtOnceDoNotNest() {
    int[] finished = {0};
    int[] depth = {0};
    new Sweep(
            upTo(100_000),
            4,
            (index, done) -> {
              assertThat(depth[0]++).isZero();
              done.run();
              depth[0]--;
            },
            () -> finished[0]++)
        .start();
    assertThat(finished[0]).isEqualTo(1);
  }

  @Test
  void aBoundedNumberIsUnderWayInOrder() {
    List<Integer> started = new ArrayList<>();
    ArrayDeque<Runnable> running = new ArrayDeque<>();
    int[] finished = {0};
    Sweep sweep =
        new Sweep(
            upTo(10),
            3,
            (index, done) -> {
              started.add(index);
              running.add(done);
            },
            () -> finished[0]++);
    sweep.start();
    while (!running.isEmpty()) {
      assertThat(running.size()).isLessThanOrEqualTo(3);
      assertThat(finished[0]).isZero();
      running.removeLast().run();
    }
    assertThat(started).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(finished[0]).isEqualTo(1);
  }

  @Test
  void aCancelledSweepEndsWhenItsStepsHave() {
    ArrayDeque<Runnable> running = new ArrayDeque<>();
    int[] finished = {0};
    Sweep sweep = new Sweep(upTo(10), 3, (index, done) -> running.add(done), () -> finished[0]++);
    sweep.start();
    sweep.cancel();
    running.remove().run();
    running.remove().run();
    assertThat(finished[0]).isZero();
    running.remove().run();
    assertThat(running).isEmpty();
    assertThat(finished[0]).isEqualTo(1);
  }

  @Test
  void nothingToDoIsDoneAtOnce() {
    int[] finished = {0};
    new Sweep(new BitSet(), 3, (index, done) -> {}, () -> finished[0]++).start();
    assertThat(finished[0]).isEqualTo(1);
  }
}
