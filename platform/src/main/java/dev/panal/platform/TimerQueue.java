package dev.panal.platform;

import dev.panal.io.EventLoop;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The timers of one loop: a binary heap ordered by (deadline, sequence), so that timers due at the
/// same time run in the order in which they were scheduled.
///
/// Every entry knows its place in the heap, so a cancelled timer leaves at once and takes its task
/// along; most timers of a network program (time-outs) are cancelled.
final class TimerQueue {
  private static final int FIRST_CAPACITY = 64;

  private Entry[] heap = new Entry[FIRST_CAPACITY];
  private int size;
  private long nextSequence;

  EventLoop.Timer add(long deadlineNanos, Runnable task) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    Entry entry = new Entry(deadlineNanos, nextSequence++, task);
    siftUp(size++, entry);
    return entry;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// The deadline of the first timer; only when not empty.
  long firstDeadlineNanos() {
    return heap[0].deadlineNanos;
  }

  /// The sequence number the next timer will get: timers from here on belong to a later turn.
  long nextSequence() {
    return nextSequence;
  }

  /// Takes the first timer out if it is due and older than the sequence number given.
  @Nullable Runnable pollDue(long nowNanos, long beforeSequence) {
    if (size == 0) {
      return null;
    }
    Entry first = heap[0];
    if (first.deadlineNanos - nowNanos > 0 || first.sequence >= beforeSequence) {
      return null;
    }
    remove(first);
    return first.task;
  }

  private void remove(Entry entry) {
    int index = entry.index;
    entry.index = Entry.OUT;
    Entry last = heap[--size];
    Arrays.fill(heap, size, size + 1, null);
    if (last != entry) {
      if (index > 0 && before(last, heap[(index - 1) >>> 1])) {
        siftUp(index, last);
      } else {
        siftDown(index, last);
      }
    }
  }

  private void siftUp(int start, Entry entry) {
    int index = start;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (!before(entry, heap[parent])) {
        break;
      }
      place(index, heap[parent]);
      index = parent;
    }
    place(index, entry);
  }

  private void siftDown(int start, Entry entry) {
    int index = start;
    for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], entry)) {
        break;
      }
      place(index, heap[child]);
      index = child;
    }
    place(index, entry);
  }

  private void place(int index, Entry entry) {
    heap[index] = entry;
    entry.index = index;
  }

  /// By difference, because nanoTime may wrap.
  private static boolean before(Entry a, Entry b) {
    long difference = a.deadlineNanos - b.deadlineNanos;
    return difference != 0 ? difference < 0 : a.sequence < b.sequence;
  }

  private final class Entry implements EventLoop.Timer {
    static final int OUT = -1;

    final long deadlineNanos;
    final long sequence;
    final Runnable task;
    int index = OUT;

    Entry(long deadlineNanos, long sequence, Runnable task) {
      this.deadlineNanos = deadlineNanos;
      this.sequence = sequence;
      this.task = task;
    }

    @Override
    public void cancel() {
      if (index != OUT) {
        remove(this);
      }
    }
  }
}
