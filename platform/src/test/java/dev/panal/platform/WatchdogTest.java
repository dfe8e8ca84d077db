package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final Duration LIMIT = Duration.ofMillis(40);

  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

  @Test
  void showsTheStackOfAStallOnce() throws InterruptedException {
    LoopGauge gauge = new LoopGauge();
    CountDownLatch end = new CountDownLatch(1);
    Thread loop = Thread.ofPlatform().name("slow-loop").daemon().start(() -> stall(gauge, end));
    Watchdog watchdog = new Watchdog(loop, gauge, LIMIT, reports::add);
    watchdog.start();
    try {
      String report = reports.poll(20, TimeUnit.SECONDS);
      assertThat(report).contains("slow-loop", "WatchdogTest.stall");
      assertThat(reports.poll(LIMIT.toMillis() * 4, TimeUnit.MILLISECONDS)).isNull();
    } finally {
      watchdog.stop();
      end.countDown();
      loop.join();
    }
  }

  @Test
  void aLoopThatWaitsIsNoStall() throws InterruptedException {
    LoopGauge gauge = new LoopGauge();
    gauge.turnStarts(System.nanoTime());
    gauge.turnEnds(System.nanoTime());
    Watchdog watchdog = new Watchdog(Thread.currentThread(), gauge, LIMIT, reports::add);
    watchdog.start();
    assertThat(reports.poll(LIMIT.toMillis() * 4, TimeUnit.MILLISECONDS)).isNull();
    watchdog.stop();
  }

  private static void stall(LoopGauge gauge, CountDownLatch end) {
    gauge.turnStarts(System.nanoTime());
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
