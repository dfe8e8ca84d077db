package dev.panal.tracker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Open-addressing slots that hold row numbers, in one, two or three bytes each, as few as the size
/// allows: most swarms are small, and there one byte does.
final class RowIndex {
  static final int FREE = -1;

  /// At most three quarters full: beyond that, searches get long.
  private static final int FULL_NUMERATOR = 3;

  private static final int FULL_DENOMINATOR = 4;

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  private final byte[] slots;
  private final int size;
  private final int width;

  private RowIndex(int size) {
    this.size = size;
    // A row number is kept plus one, and there are fewer rows than slots: it fits. Ten million
    // rows,
    // the most a swarm may be set to, have 2^24 slots.
    this.width = size <= 1 << 8 ? 1 : size <= 1 << 16 ? 2 : 3;
    this.slots = new byte[Math.multiplyExact(size, width)];
  }

  /// An empty index with room for `rows`.
  static RowIndex forRows(int rows) {
    long slotsNeeded = ((long) rows * FULL_DENOMINATOR + FULL_NUMERATOR - 1) / FULL_NUMERATOR;
    return new RowIndex(Math.max(8, Integer.highestOneBit((int) (slotsNeeded - 1)) << 1));
  }

  int capacity() {
    return (int) ((long) size * FULL_NUMERATOR / FULL_DENOMINATOR);
  }

  int home(long hash) {
    return (int) hash & size - 1;
  }

  int next(int slot) {
    return slot + 1 & size - 1;
  }

  /// Steps from `from` to `to`, going forward and around.
  int distance(int from, int to) {
    return to - from & size - 1;
  }

  /// The row in `slot`, or [#FREE].
  int row(int slot) {
    return switch (width) {
          case 1 -> slots[slot] & 0xff;
          case 2 -> (short) SHORTS.get(slots, slot * 2) & 0xffff;
          default ->
              ((short) SHORTS.get(slots, slot * 3) & 0xffff) | (slots[slot * 3 + 2] & 0xff) << 16;
        }
        - 1;
  }

  void set(int slot, int row) {
    int value = row + 1;
    switch (width) {
      case 1 -> slots[slot] = (byte) value;
      case 2 -> SHORTS.set(slots, slot * 2, (short) value);
      default -> {
        SHORTS.set(slots, slot * 3, (short) value);
        slots[slot * 3 + 2] = (byte) (value >> 16);
      }
    }
  }

  long bytes() {
    return Footprint.object(12) + Footprint.array(slots.length);
  }
}
