package dev.panal.wire.peer;

import java.nio.ByteBuffer;

/// A message between peers after the handshake: BEP 3, BEP 5 (`Port`), BEP 6 (fast) and BEP 10
/// (`Extended`).
///
/// Buffers in decoded messages are slices of the decoder's input and valid as long as that is. The
/// messages without content are the constants below.
public sealed interface PeerMessage {
  KeepAlive KEEP_ALIVE = new KeepAlive();
  Choke CHOKE = new Choke();
  Unchoke UNCHOKE = new Unchoke();
  Interested INTERESTED = new Interested();
  NotInterested NOT_INTERESTED = new NotInterested();
  HaveAll HAVE_ALL = new HaveAll();
  HaveNone HAVE_NONE = new HaveNone();

  /// A message of length zero; nothing but a sign of life.
  record KeepAlive() implements PeerMessage {}

  record Choke() implements PeerMessage {}

  record Unchoke() implements PeerMessage {}

  record Interested() implements PeerMessage {}

  record NotInterested() implements PeerMessage {}

  record Have(int piece) implements PeerMessage {}

  /// One bit a piece, the first piece in the highest bit of the first byte.
  record Bitfield(ByteBuffer bits) implements PeerMessage {
    /// Bytes that `pieceCount` bits take.
    public static int encodedLength(int pieceCount) {
      return (pieceCount + 7) >>> 3;
    }

    /// The pieces whose bits are set in `words`: piece `i` is bit `i % 64` of word `i / 64`,
    /// counted from the lowest, as in [java.util.BitSet]. Words that are not there count as zero.
    public static Bitfield ofWords(long[] words, int pieceCount) {
      ByteBuffer bits = ByteBuffer.allocate(encodedLength(pieceCount));
      for (int i = 0; i < bits.capacity(); i++) {
        int word = i >>> 3;
        long octet = word < words.length ? words[word] >>> ((i & 7) << 3) : 0;
        bits.put(i, (byte) (Integer.reverse((int) octet) >>> 24));
      }
      return new Bitfield(bits);
    }

    /// The same pieces in the form of [#ofWords(long[], int)]: as many words as the bits need.
    public long[] words() {
      long[] words = new long[(bits.remaining() + 7) >>> 3];
      for (int i = 0; i < bits.remaining(); i++) {
        int octet = Integer.reverse(bits.get(bits.position() + i)) >>> 24;
        words[i >>> 3] |= (long) octet << ((i & 7) << 3);
      }
      return words;
    }

    /// Whether this can be the bitfield of a torrent of `pieceCount` pieces: as many bytes as that
    /// takes, and no bit behind the last piece.
    public boolean fits(int pieceCount) {
      if (bits.remaining() != encodedLength(pieceCount)) {
        return false;
      }
      int spare = -pieceCount & 7;
      return spare == 0 || (bits.get(bits.limit() - 1) & ((1 << spare) - 1)) == 0;
    }
  }

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
