package dev.panal.engine.peer;

/// The last few numbers that were put in; older ones are forgotten.
final class LongRing {
  private final int capacity;
  private long[] values = new long[0];
  private int next;
  private int size;

  LongRing(int capacity) {
    this.capacity = capacity;
  }

  void add(long value) {
    if (values.length == 0) {
      // Most connections never need it.
      values = new long[capacity];
    }
    values[next] = value;
    next = (next + 1) % capacity;
    size = Math.min(size + 1, capacity);
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
