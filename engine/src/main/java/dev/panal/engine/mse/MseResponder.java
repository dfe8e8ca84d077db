package dev.panal.engine.mse;

import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The side that accepts the connection.
final class MseResponder extends MseHandshake {
  /// VC, crypto_provide, and the length of PadC.
  private static final int OFFER_BYTES = VC_BYTES + 4 + 2;

  private enum Step {
    KEY,
    PAD_A,
    TORRENT,
    OFFER,
    PAD_C,
    DONE
  }

  private final Consumer<ByteBuffer> out;
  private Step step = Step.KEY;
  private byte @Nullable [] secret;
  private int padC;
  private boolean rc4;
  private int initialBytes;

  MseResponder(MseContext context, Consumer<ByteBuffer> out) {
    super(context);
    this.out = out;
  }

  @Override
  boolean read(ByteBuffer in) {
    while (step != Step.DONE) {
      boolean complete =
          switch (step) {
            case KEY -> gather(in, KeyExchange.KEY_BYTES);
            case PAD_A -> skipPad(in, Hashes.req1(there(secret)));
            case TORRENT -> gather(in, Hashes.LENGTH);
            case OFFER -> gather(in, OFFER_BYTES);
            case PAD_C -> gather(in, padC + 2);
            case DONE -> true;
          };
      if (!complete) {
        return false;
      }
      step =
          switch (step) {
            case KEY -> answer();
            case PAD_A -> Step.TORRENT;
            case TORRENT -> find();
            case OFFER -> select();
            case PAD_C, DONE -> accept();
          };
    }
    return true;
  }

  private Step answer() {
    if (!context.mayComputeKey()) {
      throw new ProtocolException("encrypted handshake: too many of them at once");
    }
    KeyExchange exchange = new KeyExchange(context.random());
    secret = exchange.secret(takenBytes());
    out.accept(keyAndPad(exchange));
    return Step.PAD_A;
  }

  private Step find() {
    byte[] agreed = there(secret);
    InfoHash torrent = context.torrents().find(Hashes.xor(takenBytes(), Hashes.req3(agreed)));
    if (torrent == null) {
      throw new ProtocolException("encrypted handshake: for a torrent that is not here");
    }
    ciphers(Hashes.keyB(agreed, torrent), Hashes.keyA(agreed, torrent));
    secret = null;
    return Step.OFFER;
  }

  private Step select() {
    ByteBuffer offer = taken();
    decipher().apply(offer);
    if (offer.getLong() != 0) {
      throw new ProtocolException("encrypted handshake: no verification constant");
    }
    int provided = offer.getInt();
    padC = checkedPad(offer.getShort() & 0xffff);
    // In the clear where that is allowed: who wants the stream encrypted does not offer anything
    // else, and the clear costs neither side a thing.
    boolean plain = (provided & PLAINTEXT) != 0 && !context.rc4Only();
    rc4 = !plain && (provided & RC4) != 0;
    if (!plain && !rc4) {
      throw new ProtocolException("encrypted handshake: no way that we both allow");
    }
    return Step.PAD_C;
  }

  private Step accept() {
    ByteBuffer rest = taken();
    decipher().apply(rest);
    initialBytes = rest.getShort(padC) & 0xffff;
    byte[] padD = pad();
    ByteBuffer answer =
        ByteBuffer.allocate(OFFER_BYTES + padD.length)
            .putLong(0)
            .putInt(rc4 ? RC4 : PLAINTEXT)
            .putShort((short) padD.length)
            .put(padD)
            .flip();
    encipher().apply(answer);
    out.accept(answer);
    return Step.DONE;
  }

  @Override
  boolean rc4Selected() {
    return rc4;
  }

  @Override
  int initialBytes() {
    return initialBytes;
  }
}
