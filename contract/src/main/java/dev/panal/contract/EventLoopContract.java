package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What every [EventLoop] must do.
public abstract class EventLoopContract extends ContractTest {
  /// Told on the loop only.
  private final List<String> told = new ArrayList<>();

  protected EventLoopContract() {}

  @Test
  void executeNeverRunsInsideTheCallAndKeepsTheOrder() {
    world.run(() -> {
      for (String name : List.of("first", "second", "third")) {
        ports.loop().execute(() -> told.add(name));
      }
      told.add("caller");
    });
    awaitThat("all ran", () -> told.size() == 4);
    assertTold("caller", "first", "second", "third");
  }

  @Test
  void whatATaskExecutesRunsAfterWhatWasQueued() {
    world.run(() -> {
      ports
          .loop()
          .execute(() -> {
            told.add("first");
            ports.loop().execute(() -> told.add("child of first"));
          });
      ports.loop().execute(() -> told.add("second"));
    });
    awaitThat("all ran", () -> told.size() == 3);
    assertTold("first", "second", "child of first");
  }

  @Test
  void anyThreadMayExecute() throws InterruptedException {
    int threads = 4;
    int each = 500;
    AtomicInteger onLoop = new AtomicInteger();
    for (int t = 0; t < threads; t++) {
      Thread thread =
          new Thread(() -> {
            for (int i = 0; i < each; i++) {
              ports
                  .loop()
                  .execute(() -> {
                    if (ports.loop().inLoop()) {
                      onLoop.incrementAndGet();
                    }
                  });
            }
          });
      thread.start();
      thread.join();
    }
    awaitThat("all ran on the loop", () -> onLoop.get() == threads * each);
  }

  @Test
  void onlyATaskIsInTheLoop() {
    assertThat(ports.loop().inLoop()).isFalse();
    assertThat(world.onLoop(() -> ports.loop().inLoop())).isTrue();
    assertThat(ports.loop().inLoop()).isFalse();
  }

  @Test
  void timersRunInTheOrderOfTheirTimes() {
    world.run(() -> {
      schedule(30, "thirty");
      schedule(10, "ten");
      schedule(20, "twenty");
      schedule(0, "zero");
      schedule(-5, "before zero");
      told.add("caller");
    });
    awaitThat("all ran", () -> told.size() == 6);
    world.run(() -> {
      assertThat(told.getFirst()).isEqualTo("caller");
      assertThat(told.subList(1, 3)).containsExactlyInAnyOrder("zero", "before zero");
      assertThat(told.subList(3, 6)).containsExactly("ten", "twenty", "thirty");
    });
  }

  @Test
  void timersOfTheSameTimeRunInTheOrderOfScheduling() {
    int count = 200;
    world.run(() -> {
      for (int i = 0; i < count; i++) {
        schedule(15, "timer " + i);
      }
    });
    awaitThat("all ran", () -> told.size() == count);
    world.run(() -> {
      for (int i = 0; i < count; i++) {
        assertThat(told.get(i)).isEqualTo("timer " + i);
      }
    });
  }

  @Test
  void aTimerIsNeverEarly() {
    Duration delay = Duration.ofMillis(25);
    List<Long> elapsed = new ArrayList<>();
    world.run(() -> {
      long start = ports.loop().nanoTime();
      ports.loop().schedule(delay, () -> elapsed.add(ports.loop().nanoTime() - start));
    });
    awaitThat("it ran", () -> !elapsed.isEmpty());
    assertThat(world.onLoop(elapsed::getFirst)).isGreaterThanOrEqualTo(delay.toNanos());
  }

  @Test
  void aCancelledTimerNeverRuns() {
    world.run(() -> {
      EventLoop.Timer timer = schedule(10, "cancelled");
      schedule(20, "kept");
      timer.cancel();
      timer.cancel();
    });
    awaitThat("the other ran", () -> !told.isEmpty());
    world.pass(A_WHILE);
    assertTold("kept");
  }

  @Test
  void aTimerMayCancelAnotherThatIsDueAtTheSameTime() {
    world.run(() -> {
      List<EventLoop.Timer> later = new ArrayList<>();
      Runnable canceller =
          () -> {
            told.add("canceller");
            later.forEach(EventLoop.Timer::cancel);
          };
      ports.loop().schedule(Duration.ofMillis(10), canceller);
      later.add(schedule(10, "cancelled"));
    });
    awaitThat("the first ran", () -> !told.isEmpty());
    world.pass(A_WHILE);
    assertTold("canceller");
  }

  @Test
  void cancellingATimerThatRanIsHarmless() {
    List<EventLoop.Timer> timers = new ArrayList<>();
    world.run(() -> timers.add(schedule(1, "ran")));
    awaitThat("it ran", () -> !told.isEmpty());
    world.run(() -> timers.getFirst().cancel());
    world.run(() -> schedule(1, "next"));
    awaitThat("the next ran", () -> told.size() == 2);
    assertTold("ran", "next");
  }

  @Test
  void timeNeverRunsBackwardsAndPassesBetweenTasks() {
    long before = world.onLoop(() -> ports.loop().nanoTime());
    long again = world.onLoop(() -> ports.loop().nanoTime());
    assertThat(again).isGreaterThanOrEqualTo(before);
    world.pass(Duration.ofMillis(20));
    long after = world.onLoop(() -> ports.loop().nanoTime());
    assertThat(after - again).isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
  }

  @Test
  void wallClockAndMonotonicTimeGoTogether() {
    long before = world.onLoop(() -> ports.loop().epochMillis());
    world.pass(Duration.ofMillis(50));
    long after = world.onLoop(() -> ports.loop().epochMillis());
    assertThat(after - before).isGreaterThanOrEqualTo(45);
    // Any plausible clock is past 2020.
    assertThat(before).isGreaterThan(1_577_836_800_000L);
  }

  @Test
  void anExceptionOutOfATaskDoesNotEndTheLoop() {
    Runnable broken =
        () -> {
          throw new IllegalStateException("thrown by a test");
        };
    ports.loop().execute(broken);
    world.run(() -> ports.loop().schedule(Duration.ofMillis(1), broken));
    world.run(() -> schedule(5, "after"));
    awaitThat("the loop goes on", () -> !told.isEmpty());
    assertTold("after");
  }

  @Test
  void afterTheEndTasksAreDropped() {
    AtomicInteger ran = new AtomicInteger();
    world.close();
    ports.loop().execute(ran::incrementAndGet);
    assertThat(ran).hasValue(0);
    world = open(world.folder());
    ports = world.ports();
    world.pass(A_WHILE);
    assertThat(ran).hasValue(0);
  }

  private EventLoop.Timer schedule(long millis, String name) {
    return ports.loop().schedule(Duration.ofMillis(millis), () -> told.add(name));
  }

  private void assertTold(String... expected) {
    world.run(() -> assertThat(told).containsExactly(expected));
  }
}
