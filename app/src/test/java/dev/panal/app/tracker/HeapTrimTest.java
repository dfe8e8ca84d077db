package dev.panal.app.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeapTrimTest {
  private static final long MIB = 1 << 20;

  private long used = 50 * MIB;
  private long living = 50 * MIB;
  private long now;
  private int collections;

  private final HeapTrim trim = new HeapTrim(() -> used, () -> now, this::collect);

  private void collect() {
    collections++;
    used = living;
  }

  private void second(long garbage) {
    now += Duration.ofSeconds(1).toNanos();
    used += garbage;
    trim.look();
  }

  @Test
  void garbageIsCollectedWhenThereIsMuch() {
    for (int i = 0; i < 60; i++) {
      second(MIB);
      assertThat(used).isLessThanOrEqualTo(living + 17 * MIB);
    }
    assertThat(collections).isEqualTo(3);
  }

  @Test
  void whoOnlyGrowsIsLeftAloneMostly() {
    for (int i = 0; i < 60; i++) {
      living += 10 * MIB;
      second(10 * MIB);
    }
    assertThat(collections).isBetween(1, 12);
  }

  @Test
  void nothingHappensWhereNothingDoes() {
    for (int i = 0; i < 600; i++) {
      second(i % 2 == 0 ? 8 * MIB : -8 * MIB);
    }
    assertThat(collections).isZero();
  }
}
