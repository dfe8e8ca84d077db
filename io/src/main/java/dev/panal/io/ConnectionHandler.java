package dev.panal.io;

import java.nio.ByteBuffer;

/// What a connection tells its owner. Order: connected (outgoing ones only), then bytes and
/// writable in any order, then closed exactly once and nothing after it. After [Connection#close()]
/// only closed follows.
///
/// An exception out of a callback closes the connection with [CloseReason.Kind#FAILED]; it never
/// ends the loop.
public interface ConnectionHandler {
  /// An outgoing connection stands. Not called for accepted ones, which stand from the start.
  default void onConnected() {}

  /// Bytes have arrived. The buffer is the loop's own and valid only during this call; what is to
  /// be kept has to be copied. What is in it may be changed, as deciphering in place does. All
  /// remaining bytes count as consumed when the call returns.
  void onBytes(ByteBuffer bytes);

  /// The queue was at or over [Connection#WRITE_MARK_BYTES] and has fallen to half of it or less.
  void onWritable();

  void onClosed(CloseReason reason);
}
