package dev.panal.wire.peer;

import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Messages of every kind, drawn at random, of a torrent with [#PIECE_COUNT] pieces.
final class PeerMessages {
  static final int PIECE_COUNT = 1003;

  private PeerMessages() {}

  static Arbitrary<PeerMessage> any() {
    Arbitrary<Integer> piece = Arbitraries.integers().between(0, PIECE_COUNT - 1);
    Arbitrary<Integer> number = Arbitraries.integers().greaterOrEqual(0);
    return Arbitraries.oneOf(
        Arbitraries.of(
            PeerMessage.KEEP_ALIVE,
            PeerMessage.CHOKE,
            PeerMessage.UNCHOKE,
            PeerMessage.INTERESTED,
            PeerMessage.NOT_INTERESTED,
            PeerMessage.HAVE_ALL,
            PeerMessage.HAVE_NONE),
        piece.map(PeerMessage.Have::new),
        piece.map(PeerMessage.SuggestPiece::new),
        piece.map(PeerMessage.AllowedFast::new),
        Arbitraries.integers().between(0, 65535).map(PeerMessage.Port::new),
        bitfield(),
        Combinators.combine(piece, number, number).as(PeerMessage.Request::new),
        Combinators.combine(piece, number, number).as(PeerMessage.Cancel::new),
        Combinators.combine(piece, number, number).as(PeerMessage.RejectRequest::new),
        Combinators.combine(piece, number, bytes(1, 16 * 1024)).as(PeerMessage.Piece::new),
        Combinators.combine(Arbitraries.integers().between(0, 255), bytes(0, 60_000))
            .as(PeerMessage.Extended::new));
  }

  private static Arbitrary<PeerMessage.Bitfield> bitfield() {
    return Arbitraries.longs()
        .array(long[].class)
        .ofSize((PIECE_COUNT + 63) / 64)
        .map(words -> {
          words[words.length - 1] &= (1L << (PIECE_COUNT % 64)) - 1;
          return PeerMessage.Bitfield.ofWords(words, PIECE_COUNT);
        });
  }

  private static Arbitrary<ByteBuffer> bytes(int least, int most) {
    return Arbitraries.integers()
        .between(least, most)
        .flatMap(length ->
            Arbitraries.randomValue(random -> {
              byte[] bytes = new byte[length];
              random.nextBytes(bytes);
              return ByteBuffer.wrap(bytes);
            }));
  }
}
