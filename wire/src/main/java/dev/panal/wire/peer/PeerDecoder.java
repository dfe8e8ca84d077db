package dev.panal.wire.peer;

import dev.panal.wire.ProtocolException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Cuts the bytes of one peer into messages, after the handshake.
///
/// A message that lies whole in the input is decoded in place: a block is a slice of the input.
/// Only a message that is split over several inputs is gathered, in memory of its own. Its length
/// is checked against its id before a byte of it is kept, and memory for a long one grows with what
/// has really arrived, so a peer that only announces costs nothing.
///
/// After a [ProtocolException] the decoder is of no more use; nor is the peer.
public final class PeerDecoder {
  /// Memory for a split message up to this length is taken at once, so that a block is copied once;
  /// a longer message starts with so much and doubles.
  private static final int FIRST_ROOM = 16 * 1024 + 8;

  private static final int HEAD_LENGTH = 5;
  private static final int NO_MESSAGE = -1;

  private PeerLimits limits;

  /// The first bytes of a message whose prefix and id are split; `headLength` of them are there.
  private final byte[] head = new byte[HEAD_LENGTH];

  private int headLength;

  /// The message whose head has been read: its id, and the bytes after the id.
  private int id = NO_MESSAGE;

  private int bodyLength;

  /// What has arrived of a split body, from 0 to the position.
  private @Nullable ByteBuffer gathered;

  /// Bytes of a message of unknown id that are still to be dropped.
  private int skip;

  public PeerDecoder(PeerLimits limits) {
    this.limits = limits;
  }

  /// The metainfo has come: from now on piece numbers are checked.
  public void limits(PeerLimits limits) {
    this.limits = limits;
  }

  /// The next message, or null when the input holds no more: it is consumed then, and what remained
  /// is kept. To be called until it returns null. A buffer in a message is valid until the next
  /// call and as long as the input is.
  ///
  /// @param in in big-endian order
  /// @throws ProtocolException if the peer broke the rules
  public @Nullable PeerMessage decode(ByteBuffer in) {
    while (true) {
      if (skip > 0) {
        int dropped = Math.min(skip, in.remaining());
        in.position(in.position() + dropped);
        skip -= dropped;
      }
      if (id == NO_MESSAGE) {
        if (!readHead(in)) {
          return null;
        }
        if (id == NO_MESSAGE) {
          return PeerMessage.KEEP_ALIVE;
        }
        if (!checkLength()) {
          skip = bodyLength;
          id = NO_MESSAGE;
          continue;
        }
      }
      return readBody(in);
    }
  }

  /// Reads prefix and id. True with no id is a keep-alive.
  private boolean readHead(ByteBuffer in) {
    if (headLength == 0 && in.remaining() >= HEAD_LENGTH) {
      int length = in.getInt();
      if (length != 0) {
        startMessage(length, in.get());
      }
      return true;
    }
    while (in.hasRemaining()) {
      head[headLength++] = in.get();
      if (headLength >= HEAD_LENGTH - 1) {
        int length = ByteBuffer.wrap(head).getInt();
        if (length == 0) {
          headLength = 0;
          return true;
        }
        if (headLength == HEAD_LENGTH) {
          headLength = 0;
          startMessage(length, head[HEAD_LENGTH - 1]);
          return true;
        }
      }
    }
    return false;
  }

  private void startMessage(int length, byte messageId) {
    if (length < 0) {
      throw new ProtocolException("message length: " + Integer.toUnsignedString(length));
    }
    id = messageId & 0xff;
    bodyLength = length - 1;
  }

  /// Refuses lengths that the message cannot have. False if the id is unknown, and the message to
  /// be skipped.
  private boolean checkLength() {
    switch (id) {
      case MessageId.CHOKE,
          MessageId.UNCHOKE,
          MessageId.INTERESTED,
          MessageId.NOT_INTERESTED,
          MessageId.HAVE_ALL,
          MessageId.HAVE_NONE ->
          checkLength(0, 0);
      case MessageId.HAVE, MessageId.SUGGEST_PIECE, MessageId.ALLOWED_FAST -> checkLength(4, 4);
      case MessageId.REQUEST, MessageId.CANCEL, MessageId.REJECT_REQUEST -> checkLength(12, 12);
      case MessageId.PORT -> checkLength(2, 2);
      case MessageId.PIECE -> checkLength(8 + 1, 8 + limits.maxBlockLength());
      case MessageId.BITFIELD -> {
        if (limits.knowsPieceCount()) {
          int expected = PeerMessage.Bitfield.encodedLength(limits.pieceCount());
          checkLength(expected, expected);
        } else {
          checkLength(1, PeerLimits.MAX_UNKNOWN_BITFIELD_LENGTH);
        }
      }
      case MessageId.EXTENDED -> checkLength(1, 1 + limits.maxExtendedLength());
      default -> {
        checkLength(0, PeerLimits.MAX_UNKNOWN_LENGTH);
        return false;
      }
    }
    return true;
  }

  private void checkLength(int least, int most) {
    if (bodyLength < least || bodyLength > most) {
      throw new ProtocolException(
          "message %d: length %d is not %s"
              .formatted(
                  id,
                  bodyLength + 1,
                  least == most ? least + 1 : (least + 1) + " to " + (most + 1)));
    }
  }

  private @Nullable PeerMessage readBody(ByteBuffer in) {
    ByteBuffer room = gathered;
    if (room == null) {
      if (in.remaining() >= bodyLength) {
        int at = in.position();
        in.position(at + bodyLength);
        return finish(in, at);
      }
      room = ByteBuffer.allocate(Math.min(bodyLength, FIRST_ROOM));
    }
    int wanted = Math.min(bodyLength - room.position(), in.remaining());
    room = withRoomFor(wanted, room);
    room.put(room.position(), in, in.position(), wanted);
    room.position(room.position() + wanted);
    in.position(in.position() + wanted);
    if (room.position() < bodyLength) {
      gathered = room;
      return null;
    }
    gathered = null;
    return finish(room, 0);
  }

  private ByteBuffer withRoomFor(int wanted, ByteBuffer room) {
    if (room.remaining() >= wanted) {
      return room;
    }
    long doubled = 2L * (room.position() + wanted);
    return ByteBuffer.allocate((int) Math.min(bodyLength, doubled)).put(room.flip());
  }

  private PeerMessage finish(ByteBuffer from, int at) {
    PeerMessage message = message(from, at);
    id = NO_MESSAGE;
    return message;
  }

  private PeerMessage message(ByteBuffer from, int at) {
    return switch (id) {
      case MessageId.CHOKE -> PeerMessage.CHOKE;
      case MessageId.UNCHOKE -> PeerMessage.UNCHOKE;
      case MessageId.INTERESTED -> PeerMessage.INTERESTED;
      case MessageId.NOT_INTERESTED -> PeerMessage.NOT_INTERESTED;
      case MessageId.HAVE -> new PeerMessage.Have(piece(from, at));
      case MessageId.BITFIELD -> bitfield(from.slice(at, bodyLength));
      case MessageId.REQUEST ->
          new PeerMessage.Request(
              piece(from, at), number("begin", from, at + 4), number("length", from, at + 8));
      case MessageId.PIECE ->
          new PeerMessage.Piece(
              piece(from, at), number("begin", from, at + 4), from.slice(at + 8, bodyLength - 8));
      case MessageId.CANCEL ->
          new PeerMessage.Cancel(
              piece(from, at), number("begin", from, at + 4), number("length", from, at + 8));
      case MessageId.PORT -> new PeerMessage.Port(from.getShort(at) & 0xffff);
      case MessageId.SUGGEST_PIECE -> new PeerMessage.SuggestPiece(piece(from, at));
      case MessageId.HAVE_ALL -> PeerMessage.HAVE_ALL;
      case MessageId.HAVE_NONE -> PeerMessage.HAVE_NONE;
      case MessageId.REJECT_REQUEST ->
          new PeerMessage.RejectRequest(
              piece(from, at), number("begin", from, at + 4), number("length", from, at + 8));
      case MessageId.ALLOWED_FAST -> new PeerMessage.AllowedFast(piece(from, at));
      case MessageId.EXTENDED ->
          new PeerMessage.Extended(from.get(at) & 0xff, from.slice(at + 1, bodyLength - 1));
      default -> throw new IllegalStateException("message " + id + " has passed checkLength");
    };
  }

  private PeerMessage.Bitfield bitfield(ByteBuffer bits) {
    PeerMessage.Bitfield bitfield = new PeerMessage.Bitfield(bits);
    if (limits.knowsPieceCount() && !bitfield.fits(limits.pieceCount())) {
      throw new ProtocolException("bitfield: bits behind the last piece are set");
    }
    return bitfield;
  }

  private int piece(ByteBuffer from, int at) {
    int piece = from.getInt(at);
    if (piece < 0 || (limits.knowsPieceCount() && piece >= limits.pieceCount())) {
      throw new ProtocolException(
          "message %d: piece %s is out of range".formatted(id, Integer.toUnsignedString(piece)));
    }
    return piece;
  }

  private int number(String field, ByteBuffer from, int at) {
    int number = from.getInt(at);
    if (number < 0) {
      throw new ProtocolException(
          "message %d: %s %s is out of range"
              .formatted(id, field, Integer.toUnsignedString(number)));
    }
    return number;
  }
}
