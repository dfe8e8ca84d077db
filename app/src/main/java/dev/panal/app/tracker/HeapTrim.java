package dev.panal.app.tracker;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Has the heap collected when much in it has died old.
///
/// The collector looks at what has lived for some seconds only when the heap is full, and a heap
/// may take a quarter of the machine's memory. A client hardly has such objects; a busy tracker's
/// event feed and picture of the swarms make some megabytes of them a second. A collection of all
/// takes some 20 ms for each 10 MiB that live, which the socket's queue bridges.
final class HeapTrim {
  /// What may lie about.
  private static final long SLACK_BYTES = 16 << 20;

  /// A tracker that grows, and so has nothing to collect, is not to be stopped again and again.
  private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

  private final LongSupplier usedBytes;
  private final LongSupplier nanoTime;
  private final Runnable collector;

  /// The least that was in use since the last collection: about what lives.
  private long floor;

  private long collected;

  HeapTrim(LongSupplier usedBytes, LongSupplier nanoTime, Runnable collector) {
    this.usedBytes = usedBytes;
    this.nanoTime = nanoTime;
    this.collector = collector;
    this.floor = usedBytes.getAsLong();
    this.collected = nanoTime.getAsLong();
  }

  /// Of this process.
  static HeapTrim ofThisJvm() {
    Runtime runtime = Runtime.getRuntime();
    return new HeapTrim(
        () -> runtime.totalMemory() - runtime.freeMemory(), System::nanoTime, System::gc);
  }

  /// To be called every second or so.
  void look() {
    long used = usedBytes.getAsLong();
    long now = nanoTime.getAsLong();
    if (used - floor > SLACK_BYTES && now - collected >= PAUSE_NANOS) {
      collector.run();
      collected = now;
      floor = usedBytes.getAsLong();
    } else {
      floor = Math.min(floor, used);
    }
  }
}
