package dev.panal.engine.peer;

import dev.panal.io.Connection;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// A connection that keeps what is written until the test drains it.
final class FakeConnection implements Connection {
  private final InetSocketAddress remote = InetSocketAddress.createUnresolved("peer", 6881);
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final ArrayDeque<Runnable> releases = new ArrayDeque<>();
  private int queued;
  boolean closed;
  boolean reading = true;

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public InetSocketAddress local() {
    return remote;
  }

  @Override
  public void write(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    if (!closed) {
      sent.writeBytes(copy);
      queued += copy.length;
    }
  }

  @Override
  public void write(ByteBuffer bytes, Runnable released) {
    write(bytes);
    releases.add(released);
  }

  @Override
  public int queuedBytes() {
    return queued;
  }

  @Override
  public void pauseReading() {
    reading = false;
  }

  @Override
  public void resumeReading() {
    reading = true;
  }

  @Override
  public void close() {
    closed = true;
  }

  int heldBuffers() {
    return releases.size();
  }

  /// The network takes everything.
  byte[] drain() {
    byte[] bytes = sent.toByteArray();
    sent.reset();
    queued = 0;
    while (!releases.isEmpty()) {
      releases.remove().run();
    }
    return bytes;
  }
}
