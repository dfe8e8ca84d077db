package dev.panal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.simulator.EventQueue.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// The heap against a list that is sorted.
final class EventQueueTest {
  private record Entry(long nanos, int number, Event event) {}

  /// @param actions below 50: add an event at that time; 50 to 74: take the next; else: remove any
  @Property
  void givesEventsInTheirOrderWhateverIsRemoved(
      @ForAll @Size(max = 300) List<@IntRange(max = 99) Integer> actions) {
    EventQueue queue = new EventQueue();
    List<Entry> model = new ArrayList<>();
    int added = 0;
    for (int action : actions) {
      if (action < 50) {
        model.add(new Entry(action, added, queue.add(action, null, () -> {})));
        added++;
      } else if (action < 75) {
        Entry first = first(model);
        assertThat(queue.poll()).isSameAs(first == null ? null : first.event());
        model.remove(first);
      } else if (!model.isEmpty()) {
        Entry any = model.remove(action % model.size());
        queue.remove(any.event());
        queue.remove(any.event());
      }
      Entry next = first(model);
      assertThat(queue.isEmpty()).isEqualTo(next == null);
      if (next != null) {
        assertThat(queue.nextNanos()).isEqualTo(next.nanos());
      }
    }
    while (!model.isEmpty()) {
      Entry first = first(model);
      assertThat(queue.poll()).isSameAs(first.event());
      model.remove(first);
    }
    assertThat(queue.poll()).isNull();
  }

  private static Entry first(List<Entry> model) {
    return model.stream()
        .min(Comparator.comparingLong(Entry::nanos).thenComparingInt(Entry::number))
        .orElse(null);
  }
}
