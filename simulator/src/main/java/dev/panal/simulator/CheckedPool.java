package dev.panal.simulator;

import dev.panal.io.BufferPool;
import dev.panal.io.Lease;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A pool that knows who holds what and makes released memory unusable.
final class CheckedPool implements BufferPool {
  private final VirtualWorld world;
  private final Set<CheckedLease> onLoan = new LinkedHashSet<>();
  private long onLoanBytes;
  private boolean remembersOrigins;

  CheckedPool(VirtualWorld world) {
    this.world = world;
  }

  @Override
  public Lease take(int size) {
    if (size <= 0) {
      throw new IllegalArgumentException("size must be positive: " + size);
    }
    CheckedLease lease = new CheckedLease(world.memory().takeDirect(size), size);
    onLoan.add(lease);
    onLoanBytes += size;
    return lease;
  }

  @Override
  public long onLoanBytes() {
    return onLoanBytes;
  }

  /// From now on every lease knows where it was taken; slow.
  void rememberOrigins() {
    remembersOrigins = true;
  }

  /// One line for each lease that is out.
  List<String> holders() {
    return onLoan.stream().map(CheckedLease::toString).toList();
  }

  private final class CheckedLease implements Lease {
    private final ByteBuffer memory;
    private final ByteBuffer view;
    private final int size;
    private final @Nullable Throwable origin;
    private boolean released;

    CheckedLease(ByteBuffer memory, int size) {
      this.memory = memory;
      // A view of its own, so that order, position and limit of the last owner are gone.
      this.view = memory.slice(0, size);
      this.size = size;
      this.origin = remembersOrigins ? new Throwable("taken here") : null;
    }

    @Override
    public ByteBuffer buffer() {
      if (released) {
        throw new IllegalStateException(
            "the lease was given back: its memory is not ours to touch");
      }
      return view;
    }

    @Override
    public void release() {
      if (released) {
        throw new IllegalStateException("the lease was given back before");
      }
      released = true;
      onLoan.remove(this);
      onLoanBytes -= size;
      world.memory().giveBackDirect(memory, size);
    }

    @Override
    public String toString() {
      StringBuilder line = new StringBuilder("a lease of ").append(size).append(" bytes");
      if (origin != null) {
        for (StackTraceElement element : origin.getStackTrace()) {
          line.append("\n  at ").append(element);
        }
      }
      return line.toString();
    }
  }
}
