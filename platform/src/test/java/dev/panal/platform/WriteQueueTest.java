package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.BufferPool;
import dev.panal.io.Lease;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class WriteQueueTest {
  @Property
  void everyByteOnceInOrderAndEveryOwnerToldOnce(
      @ForAll @Size(max = 120) List<@IntRange(min = -9000, max = 9000) Integer> writes,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    Chunks chunks = new Chunks();
    WriteQueue queue = new WriteQueue(chunks);
    Narrow channel = new Narrow(random);
    ByteBuffer[] gather = new ByteBuffer[WriteQueue.GATHERED_BUFFERS];
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    List<Integer> released = new ArrayList<>();
    int references = 0;
    for (int write : writes) {
      byte[] bytes = new byte[Math.abs(write)];
      random.nextBytes(bytes);
      expected.writeBytes(bytes);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      if (write >= 0) {
        queue.copy(buffer);
        assertThat(buffer.hasRemaining()).isFalse();
      } else {
        int name = references++;
        queue.reference(buffer, () -> released.add(name));
        assertThat(buffer.remaining()).isEqualTo(bytes.length);
      }
      if (random.nextInt(4) == 0) {
        send(queue, channel, gather);
      }
      assertThat(queue.queuedBytes()).isEqualTo(expected.size() - channel.bytes.size());
    }
    while (!queue.isEmpty()) {
      send(queue, channel, gather);
    }
    assertThat(channel.bytes.toByteArray()).isEqualTo(expected.toByteArray());
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < references; i++) {
      all.add(i);
    }
    assertThat(released).isEqualTo(all);
    assertThat(chunks.onLoan).isZero();
    assertThat(queue.queuedBytes()).isZero();
  }

  private static void send(WriteQueue queue, Narrow channel, ByteBuffer[] gather)
      throws IOException {
    long before = channel.bytes.size();
    int queued = queue.queuedBytes();
    long left = queue.writeTo(channel, gather);
    assertThat(left).isBetween(0L, queued - (channel.bytes.size() - before));
    for (WriteQueue.Entry sent = queue.pollSent(); sent != null; sent = queue.pollSent()) {
      sent.release();
    }
  }

  /// Takes some of what it is offered.
  private static final class Narrow implements GatheringByteChannel {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Random random;

    Narrow(Random random) {
      this.random = random;
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) {
      long before = bytes.size();
      int room = random.nextInt(20_000);
      for (int i = offset; i < offset + length; i++) {
        while (room > 0 && buffers[i].hasRemaining()) {
          bytes.write(buffers[i].get());
          room--;
        }
      }
      return bytes.size() - before;
    }

    @Override
    public long write(ByteBuffer[] buffers) {
      return write(buffers, 0, buffers.length);
    }

    @Override
    public int write(ByteBuffer buffer) {
      return (int) write(new ByteBuffer[] {buffer}, 0, 1);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static final class Chunks implements BufferPool {
    int onLoan;

    @Override
    public Lease take(int size) {
      onLoan++;
      ByteBuffer buffer = ByteBuffer.allocate(size);
      return new Lease() {
        @Override
        public ByteBuffer buffer() {
          return buffer;
        }

        @Override
        public void release() {
          onLoan--;
        }
      };
    }

    @Override
    public long onLoanBytes() {
      return onLoan;
    }
  }
}
