package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.io.BufferPool;
import dev.panal.io.Lease;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [BufferPool] must do.
public abstract class BufferPoolContract extends ContractTest {
  protected BufferPoolContract() {}

  @Test
  void aFreshLeaseIsReadyForItsSize() {
    world.run(() -> {
      for (int size : new int[] {1, 100, 4096, 16 * 1024, 16 * 1024 + 13, 3_000_000}) {
        Lease lease = pool().take(size);
        ByteBuffer buffer = lease.buffer();
        assertThat(buffer.position()).isZero();
        assertThat(buffer.limit()).isEqualTo(size);
        assertThat(buffer.isDirect()).isTrue();
        assertThat(buffer.isReadOnly()).isFalse();
        assertThat(buffer.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(lease.buffer()).isSameAs(buffer);
        lease.release();
      }
    });
  }

  @Test
  void reuseDoesNotShowWhatTheLastOwnerDidToTheBuffer() {
    world.run(() -> {
      for (int i = 0; i < 50; i++) {
        Lease lease = pool().take(5000);
        ByteBuffer buffer = lease.buffer();
        assertThat(buffer.position()).isZero();
        assertThat(buffer.limit()).isEqualTo(5000);
        assertThat(buffer.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        buffer.position(17).limit(19).order(ByteOrder.LITTLE_ENDIAN);
        lease.release();
      }
    });
  }

  @Test
  void memoryOnLoanIsNeverSharedByTwoOwners() {
    world.run(() -> {
      List<Lease> leases = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 40; i++) {
          Lease lease = pool().take(2000 + i);
          fill(lease.buffer(), (byte) leases.size());
          leases.add(lease);
        }
        for (int i = 0; i < leases.size(); i++) {
          ByteBuffer buffer = leases.get(i).buffer();
          for (int at = 0; at < buffer.limit(); at++) {
            assertThat(buffer.get(at)).isEqualTo((byte) i);
          }
        }
        // Give back a part, so that the next round mixes old and new memory.
        while (leases.size() > 20) {
          leases.removeLast().release();
        }
      }
      leases.forEach(Lease::release);
    });
  }

  @Test
  void countsWhatIsOnLoan() {
    world.run(() -> {
      assertThat(pool().onLoanBytes()).isZero();
      Lease one = pool().take(1000);
      long withOne = pool().onLoanBytes();
      assertThat(withOne).isGreaterThanOrEqualTo(1000);
      Lease two = pool().take(2_000_000);
      assertThat(pool().onLoanBytes()).isGreaterThanOrEqualTo(withOne + 2_000_000);
      two.release();
      assertThat(pool().onLoanBytes()).isEqualTo(withOne);
      one.release();
      assertThat(pool().onLoanBytes()).isZero();
    });
  }

  @Test
  void aSecondReleaseIsABug() {
    world.run(() -> {
      Lease lease = pool().take(64);
      lease.release();
      assertThatThrownBy(lease::release).isInstanceOf(IllegalStateException.class);
      // Also when the memory has a new owner by now, who must not lose it.
      Lease next = pool().take(64);
      assertThatThrownBy(lease::release).isInstanceOf(IllegalStateException.class);
      assertThat(pool().onLoanBytes()).isPositive();
      next.release();
    });
  }

  @Test
  void aSizeThatIsNotPositiveIsABug() {
    world.run(() -> {
      for (int size : new int[] {0, -1, Integer.MIN_VALUE}) {
        assertThatThrownBy(() -> pool().take(size)).isInstanceOf(IllegalArgumentException.class);
      }
    });
  }

  private BufferPool pool() {
    return ports.buffers();
  }

  private static void fill(ByteBuffer buffer, byte value) {
    for (int at = 0; at < buffer.limit(); at++) {
      buffer.put(at, value);
    }
  }
}
