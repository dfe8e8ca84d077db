package dev.panal.io;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// A stream of bytes in both directions. TCP, and whatever wraps or imitates it (encryption, uTP,
/// SOCKS).
///
/// What is written in one turn of the loop leaves together at the end of the turn.
public interface Connection {
  /// At this many queued bytes a writer should stop and wait for [ConnectionHandler#onWritable()].
  int WRITE_MARK_BYTES = 256 * 1024;

  InetSocketAddress remote();

  /// Our end. For an outgoing connection only meaningful once it is connected.
  InetSocketAddress local();

  /// Queues a copy of the remaining bytes and consumes them. For small messages. Ignored once the
  /// connection is closed.
  void write(ByteBuffer bytes);

  /// Queues the remaining bytes without a copy: the memory must stay as it is until `released`
  /// runs. That happens exactly once, in order, on the loop and never inside this call: when the
  /// bytes have been written, or when the connection has closed. The buffer object itself is the
  /// caller's again at once, with position and limit as they were.
  void write(ByteBuffer bytes, Runnable released);

  /// Bytes that are written but have not left yet.
  int queuedBytes();

  /// Takes no more bytes from the network, so that the remote feels it. What was already read in
  /// this turn is still delivered. Idempotent.
  void pauseReading();

  void resumeReading();

  /// Ends the connection: what is queued leaves if it can leave at once, the rest is dropped.
  /// [ConnectionHandler#onClosed(CloseReason)] follows in a later turn. Idempotent.
  void close();
}
