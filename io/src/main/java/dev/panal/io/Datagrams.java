package dev.panal.io;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// A UDP socket.
public interface Datagrams {
  InetSocketAddress local();

  /// Sends the remaining bytes as one datagram and consumes them; the buffer is the caller's again
  /// when the call returns. False if it could not leave (queue full, no route, closed): as good as
  /// lost.
  boolean send(ByteBuffer bytes, InetSocketAddress to);

  void close();

  /// Who hears of datagrams.
  @FunctionalInterface
  interface Handler {
    /// The buffer is valid only during this call. An exception is logged and the datagram dropped.
    void onDatagram(ByteBuffer bytes, InetSocketAddress from);
  }
}
