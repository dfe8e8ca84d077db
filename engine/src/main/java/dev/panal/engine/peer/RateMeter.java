package dev.panal.engine.peer;

/// Bytes per second over the last few seconds: a ring of half-second slots, so that adding costs
/// nothing and a burst is forgotten at once when its slot falls out.
public final class RateMeter {
  private static final long SLOT_NANOS = 500_000_000L;
  private static final int SLOTS = 8;

  private final long[] slots = new long[SLOTS];
  private final long startNanos;
  private long newestSlot;
  private long sum;
  private long total;

  public RateMeter(long nowNanos) {
    this.startNanos = nowNanos;
  }

  public void add(long nowNanos, long bytes) {
    advance(nowNanos);
    slots[(int) (newestSlot % SLOTS)] += bytes;
    sum += bytes;
    total += bytes;
  }

  /// Mean over the window, or over the time since the start while that is shorter.
  public long bytesPerSecond(long nowNanos) {
    advance(nowNanos);
    long inNewest = nowNanos - startNanos - newestSlot * SLOT_NANOS;
    long covered = Math.min(newestSlot, SLOTS - 1) * SLOT_NANOS + inNewest;
    return (long) (sum * 1e9 / Math.max(covered, SLOT_NANOS));
  }

  public long totalBytes() {
    return total;
  }

  private void advance(long nowNanos) {
    long slot = (nowNanos - startNanos) / SLOT_NANOS;
    if (slot - newestSlot >= SLOTS) {
      java.util.Arrays.fill(slots, 0);
      sum = 0;
      newestSlot = slot;
    }
    while (newestSlot < slot) {
      newestSlot++;
      int index = (int) (newestSlot % SLOTS);
      sum -= slots[index];
      slots[index] = 0;
    }
  }
}
