package dev.panal.simulator;

/// Bytes that follow from their position, so that no size costs memory.
@FunctionalInterface
public interface Content {
  /// Writes the bytes from `offset` on into `target`, `length` of them, from index `at` on.
  void fill(long offset, byte[] target, int at, int length);

  /// Bytes that look random and depend on `seed`.
  static Content random(long seed) {
    return (offset, target, at, length) -> {
      int done = 0;
      while (done < length) {
        long position = offset + done;
        long word = word(seed, position >>> 3);
        int first = (int) (position & 7);
        int part = Math.min(8 - first, length - done);
        for (int i = 0; i < part; i++) {
          target[at + done + i] = (byte) (word >>> (8 * (first + i)));
        }
        done += part;
      }
    };
  }

  /// The content that begins at `start` of this one.
  default Content from(long start) {
    return (offset, target, at, length) -> fill(start + offset, target, at, length);
  }

  /// The first `length` bytes.
  default byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    fill(0, bytes, 0, length);
    return bytes;
  }

  /// The finalizer of SplitMix64 over seed and position.
  private static long word(long seed, long index) {
    long mixed = seed + index * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
