package dev.panal.engine.mse;

import java.nio.ByteBuffer;

/// RC4 without its first KiB, as the encrypted handshake wants it. One direction of one connection.
///
/// Our own, since that of the JDK copies direct buffers out and in again and cannot work in place.
final class Rc4 {
  private static final int DROPPED_BYTES = 1024;

  private final byte[] state = new byte[256];
  private final byte[] window;
  private int i;
  private int j;

  /// @param window room for some KiB that nobody needs between two calls
  Rc4(byte[] key, byte[] window) {
    this.window = window;
    for (int n = 0; n < 256; n++) {
      state[n] = (byte) n;
    }
    int at = 0;
    for (int n = 0; n < 256; n++) {
      at = (at + state[n] + key[n % key.length]) & 0xff;
      swap(n, at);
    }
    apply(new byte[DROPPED_BYTES], DROPPED_BYTES);
  }

  private void swap(int one, int other) {
    byte kept = state[one];
    state[one] = state[other];
    state[other] = kept;
  }

  /// Encrypts or decrypts the remaining bytes in place; the position stays.
  void apply(ByteBuffer bytes) {
    apply(bytes.duplicate(), bytes.duplicate());
  }

  /// Encrypts or decrypts the remaining bytes of `from` into `to`, which may be the same memory. By
  /// way of an array: without the optimizing compiler that takes a third of the time.
  void apply(ByteBuffer from, ByteBuffer to) {
    while (from.hasRemaining()) {
      int count = Math.min(window.length, from.remaining());
      from.get(window, 0, count);
      apply(window, count);
      to.put(window, 0, count);
    }
  }

  private void apply(byte[] bytes, int count) {
    byte[] s = state;
    int x = i;
    int y = j;
    for (int n = 0; n < count; n++) {
      x = (x + 1) & 0xff;
      byte a = s[x];
      y = (y + a) & 0xff;
      byte b = s[y];
      s[x] = b;
      s[y] = a;
      bytes[n] ^= s[(a + b) & 0xff];
    }
    i = x;
    j = y;
  }
}
