package dev.panal.wire.peer;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What both sides say first (BEP 3): protocol, extensions, swarm, name. Read by
/// [HandshakeDecoder].
public record Handshake(ReservedBits reserved, InfoHash infoHash, PeerId peerId) {
  public static final int LENGTH = 68;

  /// Length byte and name of the protocol.
  static final String PROTOCOL = "\u0013BitTorrent protocol";

  /// How many bytes name the protocol, the length byte included.
  public static final int PROTOCOL_LENGTH = 20;

  private static final byte[] PROTOCOL_BYTES = PROTOCOL.getBytes(StandardCharsets.US_ASCII);

  /// The bytes every handshake begins with, as a copy.
  public static ByteBuffer protocol() {
    return ByteBuffer.wrap(PROTOCOL_BYTES.clone());
  }

  /// Writes [#LENGTH] bytes.
  public void encode(ByteBuffer out) {
    out.put(PROTOCOL_BYTES);
    out.putLong(reserved.bits());
    infoHash.write(out);
    peerId.write(out);
  }
}
