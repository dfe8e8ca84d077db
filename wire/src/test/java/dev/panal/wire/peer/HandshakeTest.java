package dev.panal.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private static final Handshake SAMPLE =
      new Handshake(
          ReservedBits.NONE.withFast().withExtended(),
          InfoHash.of("aaaaabbbbbcccccddddd".getBytes(StandardCharsets.US_ASCII)),
          PeerId.of("-PN0100-eeeeefffffgg".getBytes(StandardCharsets.US_ASCII)));

  @Test
  void bytesAreThoseOfTheBeps() {
    assertThat(new String(encode(SAMPLE), StandardCharsets.ISO_8859_1))
        .isEqualTo(
            "\u0013BitTorrent protocol"
                + "\0\0\0\0\0\u0010\0\u0004"
                + "aaaaabbbbbcccccddddd"
                + "-PN0100-eeeeefffffgg");
    assertThat(ReservedBits.NONE.withDht().withV2().bits()).isEqualTo(0x11);
  }

  @Property
  void bothWaysInTwoPortions(
      @ForAll long reserved,
      @ForAll @Size(20) byte[] infoHash,
      @ForAll @Size(20) byte[] peerId,
      @ForAll @IntRange(max = 68) int cut) {
    Handshake handshake =
        new Handshake(new ReservedBits(reserved), InfoHash.of(infoHash), PeerId.of(peerId));
    ByteBuffer bytes = ByteBuffer.allocate(100).put(encode(handshake)).rewind();
    HandshakeDecoder decoder = new HandshakeDecoder();

    assertThat(decoder.decode(bytes.slice(0, cut))).isEqualTo(cut == 68);
    assertThat(decoder.infoHash().isPresent()).isEqualTo(cut >= 48);
    ByteBuffer rest = bytes.position(cut);
    assertThat(decoder.decode(rest)).isTrue();

    assertThat(rest.position()).isEqualTo(68);
    assertThat(decoder.handshake()).isEqualTo(handshake);
    assertThat(decoder.reserved().bits()).isEqualTo(reserved);
    assertThat(decoder.infoHash()).contains(handshake.infoHash());
  }

  @Property
  void wrongProtocolIsFoundAtTheFirstWrongByte(@ForAll @IntRange(max = 19) int at) {
    byte[] bytes = encode(SAMPLE);
    bytes[at] ^= 1;
    HandshakeDecoder decoder = new HandshakeDecoder();

    assertThat(decoder.decode(ByteBuffer.wrap(bytes, 0, at))).isFalse();
    assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(bytes, at, 1)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("not the BitTorrent protocol");
  }

  private static byte[] encode(Handshake handshake) {
    ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
    handshake.encode(out);
    assertThat(out.hasRemaining()).isFalse();
    return out.array();
  }
}
