package dev.panal.engine.testing;

import dev.panal.io.BufferPool;
import dev.panal.io.Lease;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A pool that keeps nothing, counts what is out, spoils what is given back (so that whoever still
/// reads it is found out), and refuses a second release.
public final class FakeBuffers implements BufferPool {
  private static final byte SPOILT = (byte) 0xE5;

  private long onLoan;
  private long peak;

  @Override
  public Lease take(int size) {
    if (size <= 0) {
      throw new IllegalArgumentException("size " + size);
    }
    onLoan += size;
    peak = Math.max(peak, onLoan);
    return new FakeLease(size);
  }

  @Override
  public long onLoanBytes() {
    return onLoan;
  }

  /// The most that was out at once.
  public long peakBytes() {
    return peak;
  }

  private final class FakeLease implements Lease {
    private final ByteBuffer memory;
    private final ByteBuffer all;
    private boolean released;

    FakeLease(int size) {
      byte[] bytes = new byte[size];
      this.memory = ByteBuffer.wrap(bytes);
      this.all = ByteBuffer.wrap(bytes);
    }

    @Override
    public ByteBuffer buffer() {
      if (released) {
        throw new IllegalStateException("touched after its release");
      }
      return memory;
    }

    @Override
    public void release() {
      if (released) {
        throw new IllegalStateException("released twice");
      }
      released = true;
      onLoan -= all.capacity();
      Arrays.fill(all.array(), SPOILT);
    }
  }
}
