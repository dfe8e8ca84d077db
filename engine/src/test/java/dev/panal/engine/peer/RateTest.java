package dev.panal.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.testing.FakeLoop;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aSteadyStreamIsMeasuredAndASilenceForgetsIt() {
    RateMeter meter = new RateMeter(0);
    for (int i = 1; i <= 100; i++) {
      meter.add(i * SECOND / 10, 1_000);
    }
    assertThat(meter.bytesPerSecond(10 * SECOND)).isBetween(9_000L, 11_000L);
    assertThat(meter.bytesPerSecond(12 * SECOND)).isBetween(4_000L, 6_000L);
    assertThat(meter.bytesPerSecond(20 * SECOND)).isZero();
    assertThat(meter.totalBytes()).isEqualTo(100_000);
  }

  @Test
  void twoWhoWaitShareTheLimitEvenly() {
    FakeLoop loop = new FakeLoop();
    RateLimiter limiter = new RateLimiter(loop, 1_000_000);
    long[] taken = new long[2];
    for (int i = 0; i < 2; i++) {
      int me = i;
      new Object() {
        void go() {
          while (limiter.open()) {
            limiter.spend(16_384);
            taken[me] += 16_384;
          }
          limiter.whenOpen(this::go);
        }
      }.go();
    }
    loop.advance(Duration.ofSeconds(10));
    assertThat(taken[0] + taken[1]).isBetween(9_500_000L, 10_800_000L);
    assertThat(Math.abs(taken[0] - taken[1])).isLessThan(1_500_000);
  }

  @Test
  void noLimitNeverWaits() {
    RateLimiter limiter = new RateLimiter(new FakeLoop(), 0);
    limiter.spend(Long.MAX_VALUE);
    assertThat(limiter.open()).isTrue();
  }
}
