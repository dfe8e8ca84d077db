package dev.panal.engine.mse;

import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The side that opens the connection.
final class MseInitiator extends MseHandshake {
  /// crypto_select and the length of PadD.
  private static final int SELECTION_BYTES = 4 + 2;

  private enum Step {
    KEY,
    PAD_B,
    SELECTION,
    PAD_D,
    DONE
  }

  private final InfoHash torrent;
  private final Supplier<ByteBuffer> initial;
  private final Consumer<ByteBuffer> out;
  private final KeyExchange exchange;
  private Step step = Step.KEY;
  private byte @Nullable [] verification;
  private int padD;
  private boolean rc4;

  /// @param initial what goes along with our offer, up to 64 KiB; asked for once
  MseInitiator(
      MseContext context,
      InfoHash torrent,
      Supplier<ByteBuffer> initial,
      Consumer<ByteBuffer> out) {
    super(context);
    this.torrent = torrent;
    this.initial = initial;
    this.out = out;
    this.exchange = new KeyExchange(context.random());
  }

  void begin() {
    out.accept(keyAndPad(exchange));
  }

  @Override
  boolean read(ByteBuffer in) {
    while (step != Step.DONE) {
      boolean complete =
          switch (step) {
            case KEY -> gather(in, KeyExchange.KEY_BYTES);
            case PAD_B -> skipPad(in, there(verification));
            case SELECTION -> gather(in, SELECTION_BYTES);
            case PAD_D -> gather(in, padD);
            case DONE -> true;
          };
      if (!complete) {
        return false;
      }
      step =
          switch (step) {
            case KEY -> offer();
            case PAD_B -> Step.SELECTION;
            case SELECTION -> selected();
            case PAD_D, DONE -> padded();
          };
    }
    return true;
  }

  private Step offer() {
    byte[] secret = exchange.secret(takenBytes());
    ciphers(Hashes.keyA(secret, torrent), Hashes.keyB(secret, torrent));
    byte[] padC = pad();
    ByteBuffer first = initial.get();
    ByteBuffer offer =
        ByteBuffer.allocate(
                2 * Hashes.LENGTH + VC_BYTES + 4 + 2 + padC.length + 2 + first.remaining())
            .put(Hashes.req1(secret))
            .put(Hashes.xor(Hashes.req2(torrent), Hashes.req3(secret)));
    int encrypted = offer.position();
    offer
        .putLong(0)
        .putInt(context.rc4Only() ? RC4 : RC4 | PLAINTEXT)
        .putShort((short) padC.length)
        .put(padC)
        .putShort((short) first.remaining())
        .put(first)
        .flip();
    encipher().apply(offer.slice(encrypted, offer.limit() - encrypted));
    out.accept(offer);
    // Their VC as it will look: it ends PadB, and what follows it is deciphered from there on.
    byte[] expected = new byte[VC_BYTES];
    decipher().apply(ByteBuffer.wrap(expected));
    verification = expected;
    return Step.PAD_B;
  }

  private Step selected() {
    ByteBuffer selection = taken();
    decipher().apply(selection);
    int way = selection.getInt();
    padD = checkedPad(selection.getShort() & 0xffff);
    rc4 = way == RC4;
    if (!rc4 && (way != PLAINTEXT || context.rc4Only())) {
      throw new ProtocolException("encrypted handshake: a way that we did not offer");
    }
    return Step.PAD_D;
  }

  private Step padded() {
    decipher().apply(taken());
    return Step.DONE;
  }

  @Override
  boolean rc4Selected() {
    return rc4;
  }

  @Override
  int initialBytes() {
    return 0;
  }
}
