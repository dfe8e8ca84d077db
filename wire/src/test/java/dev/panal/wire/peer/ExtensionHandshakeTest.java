package dev.panal.wire.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.ProtocolException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionHandshakeTest {
  @Property(tries = 500)
  void bothWays(@ForAll("handshakes") ExtensionHandshake handshake) {
    assertThat(ExtensionHandshake.decode(ByteBuffer.wrap(handshake.encode()))).isEqualTo(handshake);
  }

  @Property(tries = 1000)
  void mutatedBytesAreHandshakesOrProtocolExceptions(
      @ForAll("handshakes") ExtensionHandshake handshake, @ForAll Random random) {
    byte[] bytes = handshake.encode();
    for (int i = random.nextInt(5); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    try {
      assertThat(ExtensionHandshake.decode(ByteBuffer.wrap(bytes))).isNotNull();
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<ExtensionHandshake> handshakes() {
    Arbitrary<Map<String, Integer>> messages =
        Arbitraries.maps(
                Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(12),
                Arbitraries.integers().between(0, 255))
            .ofMaxSize(20);
    Arbitrary<OptionalInt> number =
        Arbitraries.integers()
            .greaterOrEqual(0)
            .map(i -> i == 0 ? OptionalInt.empty() : OptionalInt.of(i));
    Arbitrary<OptionalInt> port =
        Arbitraries.integers()
            .between(0, 65535)
            .map(i -> i == 0 ? OptionalInt.empty() : OptionalInt.of(i));
    Arbitrary<Inet4Address> v4 =
        Arbitraries.integers().between(1, 255).map(i -> (Inet4Address) literal("10.0.0." + i));
    Arbitrary<Inet6Address> v6 =
        Arbitraries.integers().between(1, 255).map(i -> (Inet6Address) literal("2001:db8::" + i));
    return Combinators.combine(
            messages,
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(64).optional(),
            port,
            Combinators.combine(number, number).as(Map::entry),
            Arbitraries.oneOf(v4, v6).optional(),
            Arbitraries.of(true, false),
            v4.optional(),
            v6.optional())
        .as((m, v, p, numbers, yours, uploadOnly, ipv4, ipv6) ->
            new ExtensionHandshake(
                m,
                v,
                p,
                numbers.getKey(),
                yours.map(a -> a),
                numbers.getValue(),
                uploadOnly,
                ipv4,
                ipv6));
  }

  @Test
  void exampleOfTheBep() {
    ExtensionHandshake handshake =
        decode("d1:md11:LT_metadatai1e6:\u00b5T_PEXi2ee1:pi6881e1:v12:\u00b5Torrent 1.2e");

    assertThat(handshake.idOf("LT_metadata")).hasValue(1);
    assertThat(handshake.idOf("\u00b5T_PEX")).hasValue(2);
    assertThat(handshake.idOf("ut_pex")).isEmpty();
    assertThat(handshake.listenPort()).hasValue(6881);
    assertThat(handshake.client()).contains("\ufffdTorrent 1.2");
    assertThat(handshake.maxRequests()).isEmpty();
  }

  @Test
  void whatMakesNoSenseIsNotSaid() {
    ExtensionHandshake handshake =
        decode(
            "d4:ipv44:\1\2\3\0044:ipv63:abc1:md1:ai300e1:bi-1e1:c1:xe13:metadata_sizei-1e"
                + "1:pi0e4:reqq3:abc1:v3:\n\33\n6:yourip4:\12\0\0\1e");

    assertThat(handshake)
        .isEqualTo(
            new ExtensionHandshake(
                Map.of(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.of(literal("10.0.0.1")),
                OptionalInt.empty(),
                false,
                Optional.of((Inet4Address) literal("1.2.3.4")),
                Optional.empty()));
  }

  @Test
  void extensionsAreBounded() {
    StringBuilder m = new StringBuilder("d1:md");
    for (int i = 100; i < 400; i++) {
      m.append("3:").append(i).append("i1e");
    }

    assertThat(decode(m + "ee").messages()).hasSize(ExtensionHandshake.MAX_MESSAGES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "le", "i1e", "d", "d1:mi1ee", "d1:pi99999999999999999999ee"})
  void rubbish(String payload) {
    assertThatThrownBy(() -> decode(payload)).isInstanceOf(ProtocolException.class);
  }

  private static ExtensionHandshake decode(String payload) {
    return ExtensionHandshake.decode(
        ByteBuffer.wrap(payload.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static InetAddress literal(String address) {
    return InetAddress.ofLiteral(address);
  }
}
