package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.EventLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TimerQueueTest {
  /// Deadlines on both sides of the point where the clock wraps.
  private static final long START = Long.MAX_VALUE - 20;

  @Property
  void doesWhatASortedListDoes(
      @ForAll @Size(max = 300) List<@IntRange(min = -60, max = 40) Integer> steps) {
    TimerQueue queue = new TimerQueue();
    List<Due> model = new ArrayList<>();
    List<Integer> ran = new ArrayList<>();
    int number = 0;
    for (int step : steps) {
      if (step >= 0) {
        int name = number++;
        EventLoop.Timer timer = queue.add(START + step, () -> ran.add(name));
        model.add(new Due(step, name, timer));
        model.sort(Comparator.comparingLong(Due::delay).thenComparingInt(Due::name));
      } else if (step < -30 && !model.isEmpty()) {
        Due cancelled = model.remove(-step % model.size());
        cancelled.timer().cancel();
        cancelled.timer().cancel();
      } else {
        runDue(queue, START - step);
        List<Integer> expected =
            model.stream().filter(due -> due.delay() <= -step).map(Due::name).toList();
        model.removeIf(due -> due.delay() <= -step);
        assertThat(ran).isEqualTo(expected);
        ran.clear();
      }
      assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
      if (!model.isEmpty()) {
        assertThat(queue.firstDeadlineNanos()).isEqualTo(START + model.getFirst().delay());
      }
    }
  }

  @Test
  void whatIsScheduledDuringATurnBelongsToTheNext() {
    TimerQueue queue = new TimerQueue();
    List<String> ran = new ArrayList<>();
    var _ =
        queue.add(
            5,
            () -> {
              ran.add("first");
              var _ = queue.add(5, () -> ran.add("next turn"));
            });
    long turn = queue.nextSequence();
    for (Runnable due = queue.pollDue(9, turn); due != null; due = queue.pollDue(9, turn)) {
      due.run();
    }
    assertThat(ran).containsExactly("first");
    runDue(queue, 9);
    assertThat(ran).containsExactly("first", "next turn");
  }

  private static void runDue(TimerQueue queue, long now) {
    long turn = queue.nextSequence();
    for (Runnable due = queue.pollDue(now, turn); due != null; due = queue.pollDue(now, turn)) {
      due.run();
    }
  }

  private record Due(long delay, int name, EventLoop.Timer timer) {}
}
