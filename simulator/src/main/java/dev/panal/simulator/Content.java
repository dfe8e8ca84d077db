package dev.panal.simulator;

/// Bytes that follow from their position, so that no size costs memory.
@FunctionalInterface
public interface Content {
  /// Writes the bytes from `offset` on into `target`, `length` of them, from index `at` on.
  void fill(long offset, byte[] target, int at, int length);

  /// Bytes that look random and depend on `seed`.
  static Content random(long seed) {
    return new RandomContent(seed);
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
}
