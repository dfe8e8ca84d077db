package dev.panal.simulator;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.zip.CRC32C;

/// Memory that all hosts share under the hood, for the sake of speed; and the means to notice who
/// touches what is not his.
final class Memory {
  /// What nobody may rely on is overwritten with this.
  static final byte POISON = (byte) 0xDB;

  /// Bytes of a stream that travel as one event.
  static final int SEGMENT_BYTES = 16 * 1024;

  /// Segments kept for reuse; more than are ever on the way in the scenarios we have.
  private static final int MAX_FREE_SEGMENTS = 8192;

  /// Direct memory kept for reuse, per size class.
  private static final int MAX_FREE_BUFFERS = 256;

  private static final int SIZE_CLASSES = 32;

  private final byte[] poison = new byte[SEGMENT_BYTES];
  private final Deque<byte[]> segments = new ArrayDeque<>();
  private final List<Deque<ByteBuffer>> buffers = new ArrayList<>();
  private final CRC32C crc = new CRC32C();

  Memory() {
    Arrays.fill(poison, POISON);
    for (int i = 0; i < SIZE_CLASSES; i++) {
      buffers.add(new ArrayDeque<>());
    }
  }

  byte[] takeSegment() {
    byte[] segment = segments.pollLast();
    return segment == null ? new byte[SEGMENT_BYTES] : segment;
  }

  /// Takes back a segment and overwrites what was used of it, so that whoever kept a view of it
  /// finds rubbish.
  void giveBackSegment(byte[] segment, int used) {
    System.arraycopy(poison, 0, segment, 0, used);
    if (segments.size() < MAX_FREE_SEGMENTS) {
      segments.addLast(segment);
    }
  }

  /// Direct memory with a capacity of at least `size`, a power of two.
  ByteBuffer takeDirect(int size) {
    int sizeClass = sizeClass(size);
    ByteBuffer free = buffers.get(sizeClass).pollLast();
    return free == null ? ByteBuffer.allocateDirect(1 << sizeClass) : free;
  }

  /// Takes back what [#takeDirect] gave; the first `used` bytes are overwritten.
  void giveBackDirect(ByteBuffer buffer, int used) {
    for (int at = 0; at < used; at += SEGMENT_BYTES) {
      buffer.put(at, poison, 0, Math.min(SEGMENT_BYTES, used - at));
    }
    Deque<ByteBuffer> free = buffers.get(sizeClass(buffer.capacity()));
    if (free.size() < MAX_FREE_BUFFERS) {
      free.addLast(buffer);
    }
  }

  /// A check sum of the remaining bytes, whose position is not changed.
  int sum(ByteBuffer bytes) {
    crc.reset();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  private static int sizeClass(int size) {
    // Beyond the largest power of two there is nothing to be had.
    return size <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(size - 1);
  }
}
