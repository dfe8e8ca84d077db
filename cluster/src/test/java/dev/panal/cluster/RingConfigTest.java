package dev.panal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RingConfigTest {
  private static final InetSocketAddress BIND = new InetSocketAddress("127.0.0.1", 7800);

  private static RingConfig config(InetSocketAddress bind, List<String> seeds, String secret) {
    return RingConfig.of("ring", "node", bind, seeds, secret);
  }

  @Test
  void mistakesNameTheOption() {
    assertThatThrownBy(() -> config(BIND, List.of(), "short"))
        .hasMessageContaining("--ring-secret")
        .hasMessageContaining("openssl rand -hex 32");
    assertThatThrownBy(() -> config(BIND, List.of("host"), Tracker.SECRET))
        .hasMessageContaining("--join")
        .hasMessageContaining("'host'");
    assertThatThrownBy(() -> config(BIND, List.of("host:0"), Tracker.SECRET))
        .hasMessageContaining("'host:0'");
    assertThatThrownBy(() -> config(BIND, List.of("host:70000"), Tracker.SECRET))
        .hasMessageContaining("'host:70000'");
    assertThatThrownBy(
            () -> config(new InetSocketAddress("0.0.0.0", 7800), List.of(), Tracker.SECRET))
        .hasMessageContaining("--ring-bind")
        .hasMessageContaining("--ring-advertise");
    assertThatThrownBy(() -> RingConfig.of("a ring", "n", BIND, List.of(), Tracker.SECRET))
        .hasMessageContaining("--ring-name");
    assertThat(config(BIND, List.of("a:1", "[::1]:2"), Tracker.SECRET).toString())
        .doesNotContain(Tracker.SECRET);
  }

  @Test
  void namesStandForAllTheirAddresses() {
    Seeds seeds =
        new Seeds(List.of("127.0.0.1:7", "[::1]:8", "nowhere.invalid:9"), Optional.empty());
    assertThat(seeds.addresses())
        .containsExactly(new InetSocketAddress("127.0.0.1", 7), new InetSocketAddress("::1", 8));
  }

  @Test
  void keysDependOnRingWordsAndPurposeAlone() {
    byte[] key = new RingSecret("ring", Tracker.SECRET).derive("p");
    assertThat(key).hasSize(32).isEqualTo(new RingSecret("ring", Tracker.SECRET).derive("p"));
    assertThat(key).isNotEqualTo(new RingSecret("gnir", Tracker.SECRET).derive("p"));
    assertThat(key).isNotEqualTo(new RingSecret("ring", Tracker.SECRET).derive("q"));
    assertThat(key).isNotEqualTo(new RingSecret("ring", Tracker.SECRET + "!").derive("p"));
  }

  @Test
  void lettersSurviveTheWayAndNonsenseIsNone() {
    Letter letter =
        new Letter(
            Letter.Kind.NEWS, 7, List.of(new byte[0], "news".getBytes(StandardCharsets.UTF_8)));
    byte[] bytes = letter.encode();
    Letter again = Letter.decode(bytes, 0, bytes.length).orElseThrow();
    assertThat(again.kind()).isEqualTo(Letter.Kind.NEWS);
    assertThat(again.number()).isEqualTo(7);
    assertThat(again.texts()).hasSize(2).last().isEqualTo(letter.texts().get(1));
    for (int length = 0; length < bytes.length; length++) {
      assertThat(Letter.decode(bytes, 0, length)).isEmpty();
    }
    bytes[9] = 0x7F; // a count of two thousand million
    assertThat(Letter.decode(bytes, 0, bytes.length)).isEmpty();
    bytes[0] = 99;
    assertThat(Letter.decode(bytes, 0, bytes.length)).isEmpty();
  }
}
