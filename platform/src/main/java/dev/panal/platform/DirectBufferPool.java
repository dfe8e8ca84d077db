package dev.panal.platform;

import dev.panal.io.BufferPool;
import dev.panal.io.Lease;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/// Direct memory in size classes: powers of two from 1 KiB to 4 MiB, whole MiB above.
///
/// What comes back is kept for the next taker, up to a total of idle bytes; beyond that it is left
/// to the garbage collector. Every loan has a [Lease] of its own, so that a second release cannot
/// hit the next taker of the same memory.
final class DirectBufferPool implements BufferPool {
  private static final int SMALLEST_BYTES = 1024;
  private static final int LARGEST_CLASS_BYTES = 4 << 20;
  private static final int LARGE_STEP_BYTES = 1 << 20;

  private final NioLoop loop;
  private final long idleLimitBytes;
  private final Map<Integer, ArrayDeque<ByteBuffer>> idle = new TreeMap<>();
  private long idleBytes;
  private long onLoanBytes;

  /// @param idleLimitBytes how much is kept for later when nobody uses it
  DirectBufferPool(NioLoop loop, long idleLimitBytes) {
    this.loop = loop;
    this.idleLimitBytes = idleLimitBytes;
  }

  @Override
  public Lease take(int size) {
    loop.requireLoop();
    if (size <= 0) {
      throw new IllegalArgumentException("size " + size + " is not positive");
    }
    int capacity = capacityFor(size);
    ArrayDeque<ByteBuffer> sameSize = idle.get(capacity);
    ByteBuffer buffer = sameSize == null ? null : sameSize.pollLast();
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(capacity);
    } else {
      idleBytes -= capacity;
    }
    onLoanBytes += capacity;
    return new Loan(buffer.clear().limit(size).order(ByteOrder.BIG_ENDIAN));
  }

  @Override
  public long onLoanBytes() {
    return onLoanBytes;
  }

  long idleBytes() {
    return idleBytes;
  }

  static int capacityFor(int size) {
    if (size <= SMALLEST_BYTES) {
      return SMALLEST_BYTES;
    }
    if (size <= LARGEST_CLASS_BYTES) {
      return Integer.highestOneBit(size - 1) << 1;
    }
    long rounded = ((long) size + LARGE_STEP_BYTES - 1) / LARGE_STEP_BYTES * LARGE_STEP_BYTES;
    return (int) Math.min(rounded, Integer.MAX_VALUE);
  }

  private void giveBack(ByteBuffer buffer) {
    int capacity = buffer.capacity();
    onLoanBytes -= capacity;
    if (idleBytes + capacity <= idleLimitBytes) {
      idle.computeIfAbsent(capacity, c -> new ArrayDeque<>()).addLast(buffer);
      idleBytes += capacity;
    }
  }

  private final class Loan implements Lease {
    private final ByteBuffer buffer;
    private boolean released;

    Loan(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public ByteBuffer buffer() {
      if (released) {
        throw new IllegalStateException("the memory was given back already");
      }
      return buffer;
    }

    @Override
    public void release() {
      loop.requireLoop();
      if (released) {
        throw new IllegalStateException("the memory was given back already");
      }
      released = true;
      giveBack(buffer);
    }
  }
}
