package dev.panal.platform;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// Memory that is hashed where it is; what lies on the heap, where it may move, is copied first.
final class MemorySource implements HashJob.Source {
  private final Queue<ByteBuffer> parts;

  MemorySource(List<ByteBuffer> memory) {
    parts = new ArrayDeque<>(memory.size());
    for (ByteBuffer part : memory) {
      if (part.hasRemaining()) {
        parts.add(part.duplicate());
      }
    }
  }

  @Override
  public ByteBuffer next(ByteBuffer scratch) {
    ByteBuffer part = parts.peek();
    if (part == null) {
      return scratch.limit(0);
    }
    if (part.isDirect()) {
      return parts.remove();
    }
    int count = Math.min(scratch.remaining(), part.remaining());
    scratch.put(scratch.position(), part, part.position(), count);
    part.position(part.position() + count);
    if (!part.hasRemaining()) {
      parts.remove();
    }
    return scratch.limit(scratch.position() + count);
  }
}
