package dev.panal.platform;

import dev.panal.io.BufferPool;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// What all sockets of one loop share: only one of them is being read or written at any moment.
///
/// @param chunks memory for what is queued as a copy
/// @param readBuffer takes what a socket has, for as long as its handler runs
/// @param gather the buffers of one gathering write
record SocketRoom(NioLoop loop, BufferPool chunks, ByteBuffer readBuffer, ByteBuffer[] gather) {
  /// Chunks kept for later: enough for some thousand connections that write in the same turn.
  private static final long IDLE_CHUNK_BYTES = 8 << 20;

  static SocketRoom of(NioLoop loop, int readBufferBytes) {
    ByteBuffer[] gather = new ByteBuffer[WriteQueue.GATHERED_BUFFERS];
    Arrays.fill(gather, ByteBuffer.allocate(0));
    return new SocketRoom(
        loop,
        new DirectBufferPool(loop, IDLE_CHUNK_BYTES),
        ByteBuffer.allocateDirect(readBufferBytes),
        gather);
  }
}
