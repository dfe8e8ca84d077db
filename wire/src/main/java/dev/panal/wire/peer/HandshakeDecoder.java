package dev.panal.wire.peer;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Reads one [Handshake] from bytes that arrive in any portions.
///
/// Each part counts as soon as it is there: a wrong protocol name is found at its first wrong byte,
/// and the swarm is known after 48 bytes, because the one who accepts has to answer then; some
/// peers hold their peer id back until they have seen ours.
public final class HandshakeDecoder {
  private static final int RESERVED_AT = Handshake.PROTOCOL.length();
  private static final int INFO_HASH_AT = RESERVED_AT + 8;
  private static final int PEER_ID_AT = INFO_HASH_AT + InfoHash.LENGTH;

  private final ByteBuffer buffer = ByteBuffer.allocate(Handshake.LENGTH);

  public HandshakeDecoder() {}

  /// Consumes what belongs to the handshake, and nothing after it.
  ///
  /// @return whether the handshake is complete
  /// @throws ProtocolException at the first byte that cannot be a handshake
  public boolean decode(ByteBuffer in) {
    while (buffer.position() < RESERVED_AT && in.hasRemaining()) {
      byte b = in.get();
      if (b != Handshake.PROTOCOL.charAt(buffer.position())) {
        throw new ProtocolException("handshake: not the BitTorrent protocol");
      }
      buffer.put(b);
    }
    int take = Math.min(buffer.remaining(), in.remaining());
    buffer.put(buffer.position(), in, in.position(), take);
    buffer.position(buffer.position() + take);
    in.position(in.position() + take);
    return !buffer.hasRemaining();
  }

  /// The swarm, once its bytes are there; [#reserved()] is known by then, too.
  public Optional<InfoHash> infoHash() {
    return buffer.position() < PEER_ID_AT
        ? Optional.empty()
        : Optional.of(InfoHash.read(buffer.slice(INFO_HASH_AT, InfoHash.LENGTH)));
  }

  /// @throws IllegalStateException before these bytes are there
  public ReservedBits reserved() {
    if (buffer.position() < INFO_HASH_AT) {
      throw new IllegalStateException("only " + buffer.position() + " bytes so far");
    }
    return new ReservedBits(buffer.getLong(RESERVED_AT));
  }

  /// @throws IllegalStateException before the handshake is complete
  public Handshake handshake() {
    if (buffer.hasRemaining()) {
      throw new IllegalStateException("only " + buffer.position() + " bytes so far");
    }
    return new Handshake(
        reserved(),
        InfoHash.read(buffer.slice(INFO_HASH_AT, InfoHash.LENGTH)),
        PeerId.read(buffer.slice(PEER_ID_AT, PeerId.LENGTH)));
  }
}
