package dev.panal.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerCodecTest {
  private static final PeerLimits LIMITS = PeerLimits.of(PeerMessages.PIECE_COUNT);

  @Property(tries = 300)
  void whatIsEncodedIsDecodedInAnyPortions(
      @ForAll("conversations") List<PeerMessage> messages, @ForAll long seed) {
    byte[] bytes = encode(messages);
    List<PeerMessage> decoded = new ArrayList<>();

    decodePortions(bytes, new Random(seed), new PeerDecoder(LIMITS), decoded);

    assertThat(decoded).isEqualTo(messages);
  }

  @Property(tries = 300)
  void mutatedBytesAreMessagesOrProtocolExceptions(
      @ForAll("conversations") List<PeerMessage> messages, @ForAll long seed) {
    byte[] bytes = encode(messages);
    Random random = new Random(seed);
    for (int i = 0; i < 3 && bytes.length > 0; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    List<PeerMessage> decoded = new ArrayList<>();

    try {
      decodePortions(bytes, random, new PeerDecoder(LIMITS), decoded);
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).containsAnyOf("length", "range", "bits behind");
    }

    assertThat(decoded).hasSizeLessThanOrEqualTo(bytes.length / 4);
  }

  @Provide
  Arbitrary<List<PeerMessage>> conversations() {
    return PeerMessages.any().list().ofMaxSize(12);
  }

  @Test
  void wholeBlockIsSliceOfInput() {
    ByteBuffer in = ByteBuffer.allocate(100);
    PeerEncoder.encode(new PeerMessage.Piece(1, 0, ByteBuffer.wrap(new byte[50])), in);
    in.flip();

    PeerMessage.Piece piece = (PeerMessage.Piece) new PeerDecoder(LIMITS).decode(in);

    assertThat(piece).isNotNull();
    assertThat(piece.block().array()).isSameAs(in.array());
    assertThat(in.hasRemaining()).isFalse();
  }

  @Test
  void pieceHeaderIsBeginningOfPiece() {
    ByteBuffer block = ByteBuffer.wrap(new byte[] {1, 2, 3});
    PeerMessage.Piece piece = new PeerMessage.Piece(7, 32768, block);
    ByteBuffer whole = ByteBuffer.allocate(PeerEncoder.encodedLength(piece));
    PeerEncoder.encode(piece, whole);
    ByteBuffer parts = ByteBuffer.allocate(whole.capacity());

    PeerEncoder.encodePieceHeader(7, 32768, 3, parts);

    assertThat(parts.position()).isEqualTo(PeerEncoder.PIECE_HEADER_LENGTH);
    assertThat(parts.put(block).array()).isEqualTo(whole.array());
  }

  @ParameterizedTest
  @CsvSource({
    // id, length in the prefix
    "0, 2",
    "3, 5",
    "4, 4",
    "4, 6",
    "5, 126",
    "5, 128",
    "6, 12",
    "6, 14",
    "7, 9",
    "7, 16394",
    "8, 14",
    "9, 4",
    "13, 1",
    "14, 2",
    "15, 2",
    "16, 9",
    "17, 6",
    "20, 1",
    "20, 1048579",
    "20, -1",
    "99, 32770",
    "255, 2147483647",
    "0, -2147483648"
  })
  void impossibleLengthIsRefusedBeforeBody(int id, int length) {
    ByteBuffer in = ByteBuffer.allocate(5).putInt(length).put((byte) id).flip();

    assertThatThrownBy(() -> new PeerDecoder(LIMITS).decode(in))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("length");
  }

  @Test
  void unknownMessagesAreSkipped() {
    ByteBuffer in = ByteBuffer.allocate(5000);
    in.putInt(4000).put((byte) 21).position(4 + 4000);
    PeerEncoder.encode(new PeerMessage.Have(5), in);
    in.flip();
    List<PeerMessage> decoded = new ArrayList<>();
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);

    decodePortions(bytes, new Random(1), new PeerDecoder(LIMITS), decoded);

    assertThat(decoded).containsExactly(new PeerMessage.Have(5));
  }

  @Test
  void spareBitsMustBeClear() {
    ByteBuffer in = ByteBuffer.wrap(new byte[] {0, 0, 0, 3, 5, (byte) 0xff, (byte) 0xe0});

    assertThat(new PeerDecoder(PeerLimits.of(11)).decode(in.duplicate())).isNotNull();
    assertThatThrownBy(() -> new PeerDecoder(PeerLimits.of(10)).decode(in))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("bits behind the last piece");
  }

  @Test
  void withoutMetainfoAnyPieceNumberAndBitfieldGoes() {
    PeerDecoder decoder = new PeerDecoder(PeerLimits.of(PeerLimits.UNKNOWN_PIECE_COUNT));
    byte[] bytes = encode(List.of(new PeerMessage.Have(123_456_789)));

    assertThat(decoder.decode(ByteBuffer.wrap(bytes))).isEqualTo(new PeerMessage.Have(123_456_789));
    assertThat(decoder.decode(ByteBuffer.wrap(new byte[] {0, 0, 0, 3, 5, -1, -1})))
        .isInstanceOf(PeerMessage.Bitfield.class);

    decoder.limits(PeerLimits.of(10));
    assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(bytes)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("piece 123456789 is out of range");
  }

  @Property
  void bitfieldWordsBothWays(@ForAll long[] words, @ForAll Random random) {
    int pieceCount = random.nextInt(words.length * 64 + 1);
    PeerMessage.Bitfield bitfield = PeerMessage.Bitfield.ofWords(words, pieceCount);
    long[] back = bitfield.words();

    for (int piece = 0; piece < pieceCount; piece++) {
      boolean expected = (words[piece / 64] >>> (piece % 64) & 1) != 0;
      assertThat((bitfield.bits().get(piece / 8) & 0x80 >>> (piece % 8)) != 0).isEqualTo(expected);
      assertThat((back[piece / 64] >>> (piece % 64) & 1) != 0).isEqualTo(expected);
    }
  }

  @Property
  void fitsIsAboutSpareBits(@ForAll byte[] bits) {
    PeerMessage.Bitfield bitfield = new PeerMessage.Bitfield(ByteBuffer.wrap(bits));
    for (int pieceCount = Math.max(0, bits.length * 8 - 7);
        pieceCount <= bits.length * 8;
        pieceCount++) {
      boolean clear = true;
      for (int piece = pieceCount; piece < bits.length * 8; piece++) {
        clear &= (bits[piece / 8] & 0x80 >>> (piece % 8)) == 0;
      }
      assertThat(bitfield.fits(pieceCount)).isEqualTo(clear);
    }
    assertThat(bitfield.fits(bits.length * 8 + 1)).isFalse();
  }

  private static byte[] encode(List<PeerMessage> messages) {
    ByteBuffer out =
        ByteBuffer.allocate(messages.stream().mapToInt(PeerEncoder::encodedLength).sum());
    for (PeerMessage message : messages) {
      PeerEncoder.encode(message, out);
    }
    assertThat(out.hasRemaining()).isFalse();
    return out.array();
  }

  /// Feeds `bytes` in pieces of random size; every portion is scribbled over once it is consumed.
  private static void decodePortions(
      byte[] bytes, Random random, PeerDecoder decoder, List<PeerMessage> decoded) {
    int at = 0;
    int largest = 1 + random.nextInt(random.nextBoolean() ? 8 : 20_000);
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(largest));
      ByteBuffer portion = ByteBuffer.allocate(length).put(bytes, at, length).flip();
      for (PeerMessage m = decoder.decode(portion); m != null; m = decoder.decode(portion)) {
        decoded.add(copy(m));
      }
      assertThat(portion.hasRemaining()).isFalse();
      at += length;
    }
  }

  private static PeerMessage copy(PeerMessage message) {
    return switch (message) {
      case PeerMessage.Piece piece ->
          new PeerMessage.Piece(piece.piece(), piece.begin(), copy(piece.block()));
      case PeerMessage.Bitfield bitfield -> new PeerMessage.Bitfield(copy(bitfield.bits()));
      case PeerMessage.Extended extended ->
          new PeerMessage.Extended(extended.id(), copy(extended.payload()));
      default -> message;
    };
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }
}
