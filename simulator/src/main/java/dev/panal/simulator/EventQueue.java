package dev.panal.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Events by time, and among equal times in the order in which they were added: a binary heap that
/// can also remove from its middle. Engines set and cancel timers all the time; leaving the
/// cancelled ones in the heap until they are due would make it many times larger than it has to be.
final class EventQueue {
  private static final int FIRST_CAPACITY = 1024;

  private Event[] heap = new Event[FIRST_CAPACITY];
  private int size;
  private long sequence;

  /// Something that will happen.
  static final class Event {
    private static final int NOT_QUEUED = -1;

    final long nanos;
    final @Nullable Program program;
    final Runnable task;
    private final long sequence;
    private int index = NOT_QUEUED;

    private Event(long nanos, long sequence, @Nullable Program program, Runnable task) {
      this.nanos = nanos;
      this.sequence = sequence;
      this.program = program;
      this.task = task;
    }

    private boolean isBefore(Event other) {
      return nanos < other.nanos || (nanos == other.nanos && sequence < other.sequence);
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// When the next event happens. The queue must not be empty.
  long nextNanos() {
    return heap[0].nanos;
  }

  Event add(long nanos, @Nullable Program program, Runnable task) {
    Event event = new Event(nanos, sequence++, program, task);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    size++;
    siftUp(size - 1, event);
    return event;
  }

  /// The next event, or null if there is none.
  @Nullable Event poll() {
    if (size == 0) {
      return null;
    }
    Event first = heap[0];
    removeAt(0);
    return first;
  }

  /// Takes an event out; without effect if it is not in the queue any more.
  void remove(Event event) {
    if (event.index != Event.NOT_QUEUED) {
      removeAt(event.index);
    }
  }

  private void removeAt(int index) {
    heap[index].index = Event.NOT_QUEUED;
    size--;
    Event last = heap[size];
    clear(size);
    if (index == size) {
      return;
    }
    if (index > 0 && last.isBefore(heap[(index - 1) / 2])) {
      siftUp(index, last);
    } else {
      siftDown(index, last);
    }
  }

  private void siftUp(int hole, Event event) {
    int at = hole;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (!event.isBefore(heap[parent])) {
        break;
      }
      put(at, heap[parent]);
      at = parent;
    }
    put(at, event);
  }

  private void siftDown(int hole, Event event) {
    int at = hole;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(event)) {
        break;
      }
      put(at, heap[child]);
      at = child;
    }
    put(at, event);
  }

  private void put(int at, Event event) {
    heap[at] = event;
    event.index = at;
  }

  @SuppressWarnings("NullAway") // Beyond `size` the heap holds nothing.
  private void clear(int at) {
    heap[at] = null;
  }
}
