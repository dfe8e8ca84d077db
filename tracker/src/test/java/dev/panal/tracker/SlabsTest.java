package dev.panal.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlabsTest {
  private final Slabs slabs = new Slabs();

  private record Taken(int block, int bytes, byte mark) {}

  /// Every block keeps what was written into it until it is given back: none overlap.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void blocksAreTheirOwners(long seed) {
    Random random = new Random(seed);
    List<Taken> taken = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      // In turns there are more and fewer.
      if (taken.isEmpty() || random.nextInt(100) < (step / 4_000 % 2 == 0 ? 70 : 30)) {
        int bytes = 1 + random.nextInt(random.nextBoolean() ? 300 : Slabs.LARGEST);
        Taken block = new Taken(slabs.take(bytes), Slabs.room(bytes), (byte) step);
        fill(block);
        taken.add(block);
      } else {
        Taken block = taken.remove(random.nextInt(taken.size()));
        check(block);
        slabs.give(block.block());
      }
    }
    for (Taken block : taken) {
      check(block);
      slabs.give(block.block());
    }
    assertThat(slabs.bytes()).isZero();
  }

  private void fill(Taken block) {
    int from = Slabs.offset(block.block());
    Arrays.fill(slabs.bytes(block.block()), from, from + block.bytes(), block.mark());
  }

  private void check(Taken block) {
    int from = Slabs.offset(block.block());
    byte[] bytes = slabs.bytes(block.block());
    for (int i = from; i < from + block.bytes(); i++) {
      assertThat(bytes[i]).isEqualTo(block.mark());
    }
  }

  @Test
  void blocksAreAtMostAnEighthLargerThanAsked() {
    for (int bytes = 52; bytes <= Slabs.LARGEST; bytes++) {
      assertThat(Slabs.room(bytes)).isBetween(bytes, bytes + Math.max(15, bytes / 8));
    }
  }

  /// As many swarms that grow together leave sizes behind which nobody needs again.
  @Test
  void whatOneSizeLeavesServesTheNext() {
    int owners = 5_000;
    int[] blocks = new int[owners];
    Arrays.fill(blocks, Slabs.NONE);
    int inUse = 0;
    for (int bytes = 52; bytes <= Slabs.LARGEST; bytes = bytes * 9 / 8 + 26) {
      for (int owner = 0; owner < owners; owner++) {
        int grown = slabs.take(bytes);
        if (blocks[owner] != Slabs.NONE) {
          slabs.give(blocks[owner]);
        }
        blocks[owner] = grown;
      }
      inUse = owners * Slabs.room(bytes);
      assertThat(slabs.bytes()).isLessThan((long) (inUse * 1.12) + (1 << 20));
    }
    assertThat(inUse).isGreaterThan(15_000_000);
  }
}
