package dev.panal.tracker;

/// What objects take on the heap, by the rules of a 64-bit JVM with compressed pointers, so that
/// memory can be accounted without asking anybody.
final class Footprint {
  static final int REFERENCE = 4;

  private static final int ARRAY_HEADER = 16;
  private static final int OBJECT_HEADER = 12;
  private static final int ALIGNMENT = 8;

  private Footprint() {}

  static long array(long contentBytes) {
    return aligned(ARRAY_HEADER + contentBytes);
  }

  static long object(int fieldBytes) {
    return aligned(OBJECT_HEADER + fieldBytes);
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
