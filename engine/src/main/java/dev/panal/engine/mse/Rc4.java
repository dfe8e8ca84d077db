package dev.panal.engine.mse;

import java.nio.ByteBuffer;

/// RC4 without its first KiB, as the encrypted handshake wants it. One direction of one connection.
///
/// Our own, since that of the JDK copies direct buffers out and in again and cannot work in place.
final class Rc4 {
  private static final int DROPPED_BYTES = 1024;

  private final byte[] state = new byte[256];
  private int i;
  private int j;

  Rc4(byte[] key) {
    for (int n = 0; n < 256; n++) {
      state[n] = (byte) n;
    }
    int at = 0;
    for (int n = 0; n < 256; n++) {
      at = (at + state[n] + key[n % key.length]) & 0xff;
      swap(n, at);
    }
    ByteBuffer dropped = ByteBuffer.allocate(DROPPED_BYTES);
    apply(dropped, dropped.duplicate());
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

  /// Encrypts or decrypts the remaining bytes of `from` into `to`, which may be the same memory.
  void apply(ByteBuffer from, ByteBuffer to) {
    byte[] s = state;
    int x = i;
    int y = j;
    while (from.hasRemaining()) {
      x = (x + 1) & 0xff;
      byte a = s[x];
      y = (y + a) & 0xff;
      byte b = s[y];
      s[x] = b;
      s[y] = a;
      to.put((byte) (from.get() ^ s[(a + b) & 0xff]));
    }
    i = x;
    j = y;
  }
}
