package dev.panal.benchmarks.load;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// One UDP socket of Linux that sends from any of the machine's addresses: a million peers would be
/// a million sockets otherwise. Each datagram carries its source (`IP_PKTINFO`); answers to all of
/// these addresses come back to the one port. Batches of `sendmmsg` and `recvmmsg`.
final class ManySenders implements AutoCloseable {
  static final int BATCH = 64;

  private static final int SLOT_BYTES = 2_048;
  private static final int HEADER_BYTES = 64;

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int IPPROTO_IP = 0;
  private static final int IP_FREEBIND = 15;
  private static final int IP_PKTINFO = 8;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int DONT_WAIT = 0x40;

  /// So large that it is not this end that loses.
  private static final int QUEUE_BYTES = 64 << 20;

  /// `struct cmsghdr` with a `struct in_pktinfo`, padded.
  private static final int CONTROL_BYTES = 32;

  private static final int CONTROL_LENGTH = 28;

  private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private final MethodHandle recvmmsg;
  private final MethodHandle sendmmsg;
  private final Arena arena = Arena.ofShared();
  private final int socket;
  private final MemorySegment[] names;
  private final MemorySegment out;
  private final MemorySegment in;
  private final ByteBuffer outHeaders;
  private final ByteBuffer outVectors;
  private final ByteBuffer controls;
  private final ByteBuffer inHeaders;
  private final ByteBuffer[] outSlots = new ByteBuffer[BATCH];
  private final ByteBuffer[] inSlots = new ByteBuffer[BATCH];
  private int waiting;

  ManySenders(List<InetSocketAddress> trackers) {
    recvmmsg = function("recvmmsg", FunctionDescriptor.of(INT, INT, ADDRESS, INT, INT, ADDRESS));
    sendmmsg = function("sendmmsg", FunctionDescriptor.of(INT, INT, ADDRESS, INT, INT));
    socket = open();
    names = trackers.stream().map(this::name).toArray(MemorySegment[]::new);
    out = arena.allocate((long) BATCH * HEADER_BYTES, HEADER_BYTES);
    in = arena.allocate((long) BATCH * HEADER_BYTES, HEADER_BYTES);
    outHeaders = natively(out);
    inHeaders = natively(in);
    MemorySegment control = arena.allocate((long) BATCH * CONTROL_BYTES, Long.BYTES);
    controls = natively(control);
    outVectors = slots(outHeaders, outSlots);
    ByteBuffer _ = slots(inHeaders, inSlots);
    for (int i = 0; i < BATCH; i++) {
      int header = i * HEADER_BYTES;
      outHeaders.putInt(header + 8, (int) names[0].byteSize());
      outHeaders.putLong(header + 32, control.address() + (long) i * CONTROL_BYTES);
      outHeaders.putLong(header + 40, CONTROL_BYTES);
      int at = i * CONTROL_BYTES;
      controls.putLong(at, CONTROL_LENGTH).putInt(at + 8, IPPROTO_IP).putInt(at + 12, IP_PKTINFO);
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }

  private int open() {
    try {
      int opened =
          (int)
              function("socket", FunctionDescriptor.of(INT, INT, INT, INT))
                  .invokeExact(AF_INET, SOCK_DGRAM, 0);
      require(opened >= 0, "socket");
      MethodHandle setsockopt =
          function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ADDRESS, INT));
      int[][] settings = {
        {SOL_SOCKET, SO_RCVBUFFORCE, QUEUE_BYTES},
        {SOL_SOCKET, SO_SNDBUFFORCE, QUEUE_BYTES},
        {IPPROTO_IP, IP_FREEBIND, 1}
      };
      MemorySegment value = arena.allocate(INT);
      for (int[] setting : settings) {
        value.set(INT, 0, setting[2]);
        // Without the right to such large queues the system's own must do.
        int _ = (int) setsockopt.invokeExact(opened, setting[0], setting[1], value, Integer.BYTES);
      }
      return opened;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private MemorySegment name(InetSocketAddress address) {
    MemorySegment name = arena.allocate(16, Long.BYTES);
    ByteBuffer bytes = name.asByteBuffer();
    bytes.putShort(0, Short.reverseBytes((short) AF_INET));
    bytes.putShort(2, (short) address.getPort()).put(4, address.getAddress().getAddress());
    return name;
  }

  private static ByteBuffer natively(MemorySegment segment) {
    return segment.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  private ByteBuffer slots(ByteBuffer headers, ByteBuffer[] slots) {
    MemorySegment vectorMemory = arena.allocate((long) BATCH * 16, Long.BYTES);
    ByteBuffer vectors = natively(vectorMemory);
    MemorySegment content = arena.allocate((long) BATCH * SLOT_BYTES, HEADER_BYTES);
    for (int i = 0; i < BATCH; i++) {
      MemorySegment slot = content.asSlice((long) i * SLOT_BYTES, SLOT_BYTES);
      slots[i] = slot.asByteBuffer();
      vectors.putLong(i * 16, slot.address()).putLong(i * 16 + 8, SLOT_BYTES);
      headers.putLong(i * HEADER_BYTES + 16, vectorMemory.address() + i * 16L);
      headers.putLong(i * HEADER_BYTES + 24, 1);
    }
    return vectors;
  }

  /// The next datagram to be filled; [#add(int)] adds it to the batch.
  ByteBuffer next() {
    return outSlots[waiting].clear();
  }

  boolean full() {
    return waiting == BATCH;
  }

  void add(int fromAddress) {
    outVectors.putLong(waiting * 16 + 8, outSlots[waiting].position());
    // In network order, in a buffer in the machine's.
    controls.putInt(waiting * CONTROL_BYTES + 20, Integer.reverseBytes(fromAddress));
    MemorySegment to = names[Integer.remainderUnsigned(fromAddress, names.length)];
    outHeaders.putLong(waiting * HEADER_BYTES, to.address());
    waiting++;
  }

  /// Sends the batch; what the system refuses is given up.
  ///
  /// @return how many left
  int flush() {
    int left = 0;
    int from = 0;
    try {
      while (from < waiting) {
        int sent =
            (int)
                sendmmsg.invokeExact(
                    socket, out.asSlice((long) from * HEADER_BYTES), waiting - from, 0);
        left += Math.max(0, sent);
        from += Math.max(1, sent);
      }
    } catch (Throwable e) {
      throw broken(e);
    }
    waiting = 0;
    return left;
  }

  /// How many have come; [#answer(int)] has them.
  int receive() {
    try {
      return (int) recvmmsg.invokeExact(socket, in, BATCH, DONT_WAIT, MemorySegment.NULL);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  ByteBuffer answer(int i) {
    return inSlots[i].clear().limit(inHeaders.getInt(i * HEADER_BYTES + 56));
  }

  @Override
  public void close() {
    try {
      int _ = (int) function("close", FunctionDescriptor.of(INT, INT)).invokeExact(socket);
    } catch (Throwable e) {
      throw broken(e);
    }
    arena.close();
  }

  private static void require(boolean done, String what) {
    if (!done) {
      throw new IllegalStateException(what + " failed");
    }
  }

  private static RuntimeException broken(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException bug ? bug : new IllegalStateException(e);
  }
}
