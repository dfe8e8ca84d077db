package dev.panal.engine.mse;

import dev.panal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One side of the encrypted handshake, without a network. A is who connects, B who accepts; S is
/// the secret that the keys Ya and Yb give, SKEY the info-hash:
///
/// ```
/// A to B: Ya, PadA
/// B to A: Yb, PadB
/// A to B: HASH('req1', S), HASH('req2', SKEY) xor HASH('req3', S),
///         ENCRYPT(VC, crypto_provide, len(PadC), PadC, len(IA)), ENCRYPT(IA)
/// B to A: ENCRYPT(VC, crypto_select, len(PadD), PadD), then in the way selected
/// A to B: in the way selected
/// ```
///
/// Pads are 0 to 512 bytes, VC is eight zeros, IA is what A would say first without encryption.
/// Nobody says how long PadA and PadB are: their end is found by what follows.
abstract sealed class MseHandshake permits MseInitiator, MseResponder {
  static final int PLAINTEXT = 1;
  static final int RC4 = 2;
  static final int MAX_PAD = 512;
  static final int VC_BYTES = 8;

  /// All that is ever kept of what the other side says.
  private final ByteBuffer kept = ByteBuffer.allocate(MAX_PAD + Hashes.LENGTH);

  final MseContext context;
  private @Nullable Rc4 encipher;
  private @Nullable Rc4 decipher;

  MseHandshake(MseContext context) {
    this.context = context;
  }

  /// Consumes what belongs to the handshake, and nothing after it.
  ///
  /// @return whether it is complete
  abstract boolean read(ByteBuffer in);

  /// Whether the stream behind the handshake is encrypted; once it is complete.
  abstract boolean rc4Selected();

  /// How many bytes that come next are encrypted even if the stream is not.
  abstract int initialBytes();

  final void ciphers(byte[] keyOut, byte[] keyIn) {
    encipher = new Rc4(keyOut, context.window());
    decipher = new Rc4(keyIn, context.window());
  }

  final Rc4 encipher() {
    return there(encipher);
  }

  final Rc4 decipher() {
    return there(decipher);
  }

  static <T> T there(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the handshake has not come that far");
    }
    return value;
  }

  /// Whether `count` bytes are there by now; if so they are for [#taken()].
  final boolean gather(ByteBuffer in, int count) {
    int take = Math.min(count - kept.position(), in.remaining());
    kept.put(kept.position(), in, in.position(), take);
    kept.position(kept.position() + take);
    in.position(in.position() + take);
    return kept.position() == count;
  }

  /// What was gathered, to be read at once.
  final ByteBuffer taken() {
    ByteBuffer bytes = kept.duplicate().flip();
    kept.clear();
    return bytes;
  }

  final byte[] takenBytes() {
    ByteBuffer bytes = taken();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  /// Skips a pad whose length nobody told, and what ends it.
  ///
  /// @return whether `end` has come
  /// @throws ProtocolException if it can no longer come
  final boolean skipPad(ByteBuffer in, byte[] end) {
    while (in.hasRemaining()) {
      kept.put(in.get());
      int at = kept.position();
      if (at >= end.length
          && Arrays.equals(kept.array(), at - end.length, at, end, 0, end.length)) {
        kept.clear();
        return true;
      }
      if (at == MAX_PAD + end.length) {
        throw new ProtocolException("encrypted handshake: neither plain nor for a secret of ours");
      }
    }
    return false;
  }

  final byte[] pad() {
    byte[] pad = new byte[context.random().nextInt(MAX_PAD + 1)];
    context.random().nextBytes(pad);
    return pad;
  }

  static int checkedPad(int length) {
    if (length > MAX_PAD) {
      throw new ProtocolException("encrypted handshake: a pad of " + length + " bytes");
    }
    return length;
  }

  final ByteBuffer keyAndPad(KeyExchange exchange) {
    byte[] pad = pad();
    return ByteBuffer.allocate(KeyExchange.KEY_BYTES + pad.length)
        .put(exchange.ours())
        .put(pad)
        .flip();
  }
}
