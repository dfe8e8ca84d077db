package dev.panal.engine.peer;

/// The last few numbers that were put in; older ones are forgotten.
final class LongRing {
  /// Most connections never need more, and a thousand of them should not pay for it.
  private static final int FIRST_CAPACITY = 32;

  private final int most;
  private int capacity;
  private long[] values = new long[0];
  private int next;
  private int size;

  LongRing(int most) {
    this.most = most;
  }

  void add(long value) {
    if (size == capacity && capacity < most) {
      grow();
    }
    values[next] = value;
    next = (next + 1) % capacity;
    size = Math.min(size + 1, capacity);
  }

  private void grow() {
    long[] more = new long[Math.min(most, Math.max(FIRST_CAPACITY, capacity * 2))];
    for (int i = 0; i < size; i++) {
      more[i] = values[Math.floorMod(next - size + i, capacity)];
    }
    values = more;
    capacity = more.length;
    next = size;
  }

  /// Takes one occurrence out, the latest.
  boolean remove(long value) {
    for (int i = 1; i <= size; i++) {
      int index = Math.floorMod(next - i, capacity);
      if (values[index] == value) {
        for (int j = index; j != Math.floorMod(next - 1, capacity); j = (j + 1) % capacity) {
          values[j] = values[(j + 1) % capacity];
        }
        next = Math.floorMod(next - 1, capacity);
        size--;
        return true;
      }
    }
    return false;
  }
}
