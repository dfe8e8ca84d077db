package dev.panal.platform;

import dev.panal.io.BufferPool;
import dev.panal.io.Lease;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a connection has yet to send, in order: chunks with copies of small messages and references
/// to memory of others. A linked list, so that a connection with nothing to send costs nothing.
final class WriteQueue {
  /// Buffers in one gathering write. With blocks of 16 KiB and their headers that is half a
  /// megabyte, more than a socket takes at once.
  static final int GATHERED_BUFFERS = 64;

  /// Memory for small copies is taken in chunks of this many bytes: some hundred messages.
  private static final int CHUNK_BYTES = 4096;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final BufferPool chunks;
  private @Nullable Entry head;
  private @Nullable Entry tail;
  private int queuedBytes;

  WriteQueue(BufferPool chunks) {
    this.chunks = chunks;
  }

  int queuedBytes() {
    return queuedBytes;
  }

  boolean isEmpty() {
    return head == null;
  }

  /// Appends a copy of the remaining bytes and consumes them.
  void copy(ByteBuffer bytes) {
    queuedBytes += bytes.remaining();
    if (tail != null && tail.chunk != null) {
      fill(tail.buffer, bytes);
    }
    if (bytes.hasRemaining()) {
      Lease chunk = chunks.take(Math.max(CHUNK_BYTES, bytes.remaining()));
      ByteBuffer buffer = chunk.buffer().clear().limit(0);
      fill(buffer, bytes);
      append(new Entry(buffer, chunk, null));
    }
  }

  /// The readable part of a chunk is position to limit, and behind it is room up to the capacity.
  private static void fill(ByteBuffer chunk, ByteBuffer bytes) {
    int end = chunk.limit();
    int count = Math.min(chunk.capacity() - end, bytes.remaining());
    chunk.limit(end + count);
    chunk.put(end, bytes, bytes.position(), count);
    bytes.position(bytes.position() + count);
  }

  /// Appends the remaining bytes without a copy; the buffer object stays as it is.
  void reference(ByteBuffer bytes, Runnable released) {
    queuedBytes += bytes.remaining();
    append(new Entry(bytes.duplicate(), null, released));
  }

  private void append(Entry entry) {
    if (tail == null) {
      head = entry;
    } else {
      tail.next = entry;
    }
    tail = entry;
  }

  /// Writes once; what has gone is taken out with [#pollSent()].
  ///
  /// @param gather room for [#GATHERED_BUFFERS]
  /// @return how many of the bytes offered the channel did not take
  long writeTo(GatheringByteChannel channel, ByteBuffer[] gather) throws IOException {
    int count = 0;
    long offered = 0;
    for (Entry e = head; e != null && count < gather.length; e = e.next) {
      if (e.buffer.hasRemaining()) {
        offered += e.buffer.remaining();
        gather[count++] = e.buffer;
      }
    }
    if (count == 0) {
      return 0;
    }
    try {
      long written = count == 1 ? channel.write(gather[0]) : channel.write(gather, 0, count);
      queuedBytes -= (int) written;
      return offered - written;
    } finally {
      Arrays.fill(gather, 0, count, NOTHING);
    }
  }

  /// Takes out the first entry if all of it has been sent.
  @Nullable Entry pollSent() {
    return head != null && !head.buffer.hasRemaining() ? poll() : null;
  }

  /// Takes out the first entry, sent or not. Its memory is for the caller to release.
  @Nullable Entry poll() {
    Entry first = head;
    if (first != null) {
      head = first.next;
      if (head == null) {
        tail = null;
      }
      queuedBytes -= first.buffer.remaining();
    }
    return first;
  }

  /// One stretch of bytes, either a chunk of ours or memory somebody waits to have back.
  static final class Entry {
    private final ByteBuffer buffer;
    private final @Nullable Lease chunk;
    private final @Nullable Runnable released;
    private @Nullable Entry next;

    Entry(ByteBuffer buffer, @Nullable Lease chunk, @Nullable Runnable released) {
      this.buffer = buffer;
      this.chunk = chunk;
      this.released = released;
    }

    void release() {
      if (chunk != null) {
        chunk.release();
      }
      if (released != null) {
        released.run();
      }
    }
  }
}
