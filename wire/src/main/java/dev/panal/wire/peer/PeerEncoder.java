package dev.panal.wire.peer;

import java.nio.ByteBuffer;

/// Writes peer messages. Buffers are big-endian, as byte buffers are from birth.
public final class PeerEncoder {
  /// What stands before the block of a `Piece` message.
  public static final int PIECE_HEADER_LENGTH = 13;

  private static final int PREFIX = 4;

  private PeerEncoder() {}

  /// Bytes of `message`, length prefix included.
  public static int encodedLength(PeerMessage message) {
    return PREFIX + bodyLength(message);
  }

  /// Writes `message` with its length prefix. Buffers in it keep their position.
  ///
  /// @throws java.nio.BufferOverflowException if `out` has less room than
  ///   [#encodedLength(PeerMessage)]
  public static void encode(PeerMessage message, ByteBuffer out) {
    int length = bodyLength(message);
    out.putInt(length);
    switch (message) {
      case PeerMessage.KeepAlive _ -> {}
      case PeerMessage.Choke _ -> id(MessageId.CHOKE, out);
      case PeerMessage.Unchoke _ -> id(MessageId.UNCHOKE, out);
      case PeerMessage.Interested _ -> id(MessageId.INTERESTED, out);
      case PeerMessage.NotInterested _ -> id(MessageId.NOT_INTERESTED, out);
      case PeerMessage.Have have -> id(MessageId.HAVE, out).putInt(have.piece());
      case PeerMessage.Bitfield bitfield ->
          id(MessageId.BITFIELD, out).put(bitfield.bits().duplicate());
      case PeerMessage.Request request ->
          range(MessageId.REQUEST, request.piece(), request.begin(), request.length(), out);
      case PeerMessage.Piece piece ->
          id(MessageId.PIECE, out)
              .putInt(piece.piece())
              .putInt(piece.begin())
              .put(piece.block().duplicate());
      case PeerMessage.Cancel cancel ->
          range(MessageId.CANCEL, cancel.piece(), cancel.begin(), cancel.length(), out);
      case PeerMessage.Port port -> id(MessageId.PORT, out).putShort((short) port.port());
      case PeerMessage.SuggestPiece suggest ->
          id(MessageId.SUGGEST_PIECE, out).putInt(suggest.piece());
      case PeerMessage.HaveAll _ -> id(MessageId.HAVE_ALL, out);
      case PeerMessage.HaveNone _ -> id(MessageId.HAVE_NONE, out);
      case PeerMessage.RejectRequest reject ->
          range(MessageId.REJECT_REQUEST, reject.piece(), reject.begin(), reject.length(), out);
      case PeerMessage.AllowedFast allowed ->
          id(MessageId.ALLOWED_FAST, out).putInt(allowed.piece());
      case PeerMessage.Extended extended ->
          id(MessageId.EXTENDED, out).put((byte) extended.id()).put(extended.payload().duplicate());
    }
  }

  /// Writes the first [#PIECE_HEADER_LENGTH] bytes of a `Piece` message, so that the block itself
  /// can follow without a copy.
  public static void encodePieceHeader(int piece, int begin, int blockLength, ByteBuffer out) {
    out.putInt(PIECE_HEADER_LENGTH - PREFIX + blockLength);
    id(MessageId.PIECE, out).putInt(piece).putInt(begin);
  }

  private static int bodyLength(PeerMessage message) {
    return switch (message) {
      case PeerMessage.KeepAlive _ -> 0;
      case PeerMessage.Choke _,
          PeerMessage.Unchoke _,
          PeerMessage.Interested _,
          PeerMessage.NotInterested _,
          PeerMessage.HaveAll _,
          PeerMessage.HaveNone _ ->
          1;
      case PeerMessage.Have _, PeerMessage.SuggestPiece _, PeerMessage.AllowedFast _ -> 5;
      case PeerMessage.Request _, PeerMessage.Cancel _, PeerMessage.RejectRequest _ -> 13;
      case PeerMessage.Port _ -> 3;
      case PeerMessage.Bitfield bitfield -> 1 + bitfield.bits().remaining();
      case PeerMessage.Piece piece -> 9 + piece.block().remaining();
      case PeerMessage.Extended extended -> 2 + extended.payload().remaining();
    };
  }

  private static ByteBuffer id(int id, ByteBuffer out) {
    return out.put((byte) id);
  }

  private static void range(int id, int piece, int begin, int length, ByteBuffer out) {
    id(id, out).putInt(piece).putInt(begin).putInt(length);
  }
}
