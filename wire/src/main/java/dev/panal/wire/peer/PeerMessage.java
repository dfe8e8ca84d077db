package dev.panal.wire.peer;

import java.nio.ByteBuffer;

/// A message between peers after the handshake: BEP 3, BEP 5 (`Port`), BEP 6 (fast) and BEP 10
/// (`Extended`).
///
/// Buffers in decoded messages are slices of the decoder's input and valid as long as that is.
public sealed interface PeerMessage {
  /// A message of length zero; nothing but a sign of life.
  record KeepAlive() implements PeerMessage {}

  record Choke() implements PeerMessage {}

  record Unchoke() implements PeerMessage {}

  record Interested() implements PeerMessage {}

  record NotInterested() implements PeerMessage {}

  record Have(int piece) implements PeerMessage {}

  /// One bit a piece, the first piece in the highest bit of the first byte.
  record Bitfield(ByteBuffer bits) implements PeerMessage {}

  record Request(int piece, int begin, int length) implements PeerMessage {}

  /// A block. What the field calls `piece` on the wire.
  record Piece(int piece, int begin, ByteBuffer block) implements PeerMessage {}

  record Cancel(int piece, int begin, int length) implements PeerMessage {}

  /// The remote's DHT port.
  record Port(int port) implements PeerMessage {}

  record SuggestPiece(int piece) implements PeerMessage {}

  record HaveAll() implements PeerMessage {}

  record HaveNone() implements PeerMessage {}

  record RejectRequest(int piece, int begin, int length) implements PeerMessage {}

  record AllowedFast(int piece) implements PeerMessage {}

  /// An extension message (BEP 10); id 0 is the extension handshake.
  record Extended(int id, ByteBuffer payload) implements PeerMessage {}
}
