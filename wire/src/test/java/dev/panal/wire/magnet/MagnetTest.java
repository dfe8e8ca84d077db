package dev.panal.wire.magnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.InfoHash;
import dev.panal.wire.InfoHashV2;
import dev.panal.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MagnetTest {
  private static final String HEX = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
  private static final String XT = "magnet:?xt=urn:btih:" + HEX;
  private static final String V2 =
      "caf1e1c30e81cb361b9ee167c4aa64228a7fa4fa9f6105232b28ad099f3a302e";

  @Test
  void readsEverything() {
    Magnet magnet =
        Magnet.parse(
            XT
                + "&xt=urn:btmh:1220"
                + V2
                + "&dn=A+name%20%C3%B1&xl=12&tr=http%3A%2F%2Fa%2Fannounce&tr=udp://b:1"
                + "&tr=udp://b:1&ws=http://w/f+g&x.pe=host:6881&x.pe=%5B2001:db8::1%5D:2"
                + "&so=0,2,4-7&zz=1&novalue&=x");
    assertThat(magnet)
        .isEqualTo(
            new Magnet(
                Optional.of(InfoHash.ofHex(HEX)),
                Optional.of(InfoHashV2.ofHex(V2)),
                Optional.of("A name ñ"),
                List.of("http://a/announce", "udp://b:1"),
                List.of("http://w/f+g"),
                List.of(new Magnet.Peer("host", 6881), new Magnet.Peer("2001:db8::1", 2)),
                List.of(
                    new Magnet.FileRange(0, 0),
                    new Magnet.FileRange(2, 2),
                    new Magnet.FileRange(4, 7))));
    assertThat(magnet.infoHash().hex()).isEqualTo(HEX);
    assertThat(List.of(0, 1, 2, 3, 4, 7, 8)).filteredOn(magnet::wants).containsExactly(0, 2, 4, 7);
  }

  @Test
  void writesWhatOthersRead() {
    Magnet magnet =
        new Magnet(
            Optional.of(InfoHash.ofHex(HEX)),
            Optional.of(InfoHashV2.ofHex(V2)),
            Optional.of("a&b ñ"),
            List.of("http://a/?x=1"),
            List.of(),
            List.of(new Magnet.Peer("::1", 9)),
            List.of(new Magnet.FileRange(1, 3), new Magnet.FileRange(5, 5)));
    assertThat(magnet.uri())
        .isEqualTo(
            XT
                + "&xt=urn:btmh:1220"
                + V2
                + "&dn=a%26b%20%C3%B1&tr=http%3A%2F%2Fa%2F%3Fx%3D1&x.pe=%5B%3A%3A1%5D:9&so=1-3,5");
  }

  @ParameterizedTest
  @CsvSource({
    "magnet:?xt=urn:btih:YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK",
    "magnet:?xt=urn:btih:yex6dqdlxisuvhoj6um3gnnkpqjwpkek",
    "MAGNET:?XT=URN:BTIH:C12FE1C06BBA254A9DC9F519B335AA7C1367A88A",
    "magnet:?dn=x&amp;xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a",
    "magnet:?xt.1=urn%3Abtih%3Ac12fe1c06bba254a9dc9f519b335aa7c1367a88a",
    "' magnet:?xt=urn:sha1:abc&xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a '"
  })
  void readsEveryForm(String link) {
    assertThat(Magnet.parse(link).infoHash().hex()).isEqualTo(HEX);
  }

  @Test
  void readsV2Alone() {
    Magnet magnet = Magnet.parse("magnet:?xt=urn:btmh:1220" + V2);
    assertThat(magnet.v1()).isEmpty();
    assertThat(magnet.infoHash().hex()).isEqualTo(V2.substring(0, 40));
  }

  @ParameterizedTest
  @CsvSource({
    "http://a, must begin with magnet",
    "'', must begin with magnet",
    "magnet:?, xt: no info-hash",
    "magnet:?xt=urn:sha1:abc, xt: no info-hash",
    "magnet:?xt=urn:btih:, xt: a btih has 40",
    "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88, xt: a btih has 40",
    "magnet:?xt=urn:btih:g12fe1c06bba254a9dc9f519b335aa7c1367a88a, xt: a btih has 40",
    "magnet:?xt=urn:btih:1EX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK, xt: a btih has 40",
    "magnet:?xt=urn:btmh:1114c12fe1c06bba254a9dc9f519b335aa7c1367a88a, xt: a btmh must be SHA-256",
    "magnet:?xt=urn:btmh:1220c12fe1c0, xt: a btmh has 64",
  })
  void refusesWhatIsNoMagnet(String link, String reason) {
    assertThatThrownBy(() -> Magnet.parse(link))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "xt=urn:btih:0000000000000000000000000000000000000000, xt: two different",
    "x.pe=host, x.pe: must be",
    "x.pe=:1, x.pe: must be",
    "x.pe=host:0, x.pe: must be",
    "x.pe=host:65536, x.pe: must be",
    "x.pe=::1:80, x.pe: must be",
    "x.pe=[host]:80, x.pe: must be",
    "x.pe=a%20b:80, x.pe: must be",
    "'so=1,x', so: must be",
    "so=3-2, so: must be",
    "so=-1, so: must be",
    "so=2147483648, so: must be",
    "so=99999999999999999999, so: must be",
  })
  void refusesFieldsThatMakeNoSense(String field, String reason) {
    assertThatThrownBy(() -> Magnet.parse(XT + "&" + field))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void takesManyTrackersAndNoEndlessLink() {
    StringBuilder link = new StringBuilder(XT);
    for (int i = 0; i < 10_000; i++) {
      link.append("&tr=udp%3A%2F%2Ftracker-").append(i).append(".example%3A6969%2Fannounce");
    }
    assertThat(Magnet.parse(link.toString()).trackers()).hasSize(10_000);
    assertThatThrownBy(() -> Magnet.parse(XT + "&tr=" + "x".repeat(1 << 20)))
        .hasMessageContaining("longer than");
  }

  @Test
  void keepsAPercentSignThatEscapesNothing() {
    assertThat(Magnet.parse(XT + "&dn=100%25 of 50% %4").name()).hasValue("100% of 50% %4");
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll("magnets") Magnet magnet) {
    assertThat(Magnet.parse(magnet.uri())).isEqualTo(magnet);
  }

  @Property(tries = 500)
  void noiseIsRefusedOrRead(@ForAll("links") String link) {
    try {
      Magnet magnet = Magnet.parse(link);
      assertThat(Magnet.parse(magnet.uri())).isEqualTo(magnet);
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<Magnet> magnets() {
    Arbitrary<Optional<InfoHash>> v1 =
        Arbitraries.bytes().array(byte[].class).ofSize(20).map(InfoHash::of).optional();
    Arbitrary<InfoHashV2> v2 =
        Arbitraries.bytes().array(byte[].class).ofSize(32).map(InfoHashV2::of);
    Arbitrary<Boolean> hybrid = Arbitraries.of(true, false);
    Arbitrary<Optional<String>> names = text().optional();
    Arbitrary<List<String>> urls =
        text().map(text -> "http://" + text + "/").list().uniqueElements().ofMaxSize(3);
    Arbitrary<Magnet.Peer> peers =
        Combinators.combine(
                Arbitraries.of("example.org", "10.0.0.1", "2001:db8::1", "ñ"),
                Arbitraries.integers().between(1, 65_535))
            .as(Magnet.Peer::new);
    Arbitrary<Magnet.FileRange> ranges =
        Combinators.combine(
                Arbitraries.integers().between(0, 1_000_000_000),
                Arbitraries.integers().between(0, 1_000_000_000))
            .as((first, more) -> new Magnet.FileRange(first, first + more));
    return Combinators.combine(
            v1,
            v2,
            hybrid,
            names,
            urls,
            urls,
            peers.list().uniqueElements().ofMaxSize(3),
            ranges.list().ofMaxSize(3))
        .as((hash, hashV2, both, name, trackers, webSeeds, some, files) ->
            new Magnet(
                hash,
                both || hash.isEmpty() ? Optional.of(hashV2) : Optional.empty(),
                name,
                trackers,
                webSeeds,
                some,
                files));
  }

  private static Arbitrary<String> text() {
    return Arbitraries.strings()
        .ascii()
        .withChars("ñ漢🌍+&=%")
        .ofMinLength(1)
        .ofMaxLength(20)
        .filter(text ->
            text.codePoints()
                .noneMatch(c -> c < ' ' || c == 0x7f || Character.isSurrogate((char) c)));
  }

  @Provide
  Arbitrary<String> links() {
    Arbitrary<String> parts =
        Arbitraries.of(
            "xt=",
            "xt=urn:btih:",
            HEX,
            "&",
            "=",
            "dn=",
            "%",
            "%2",
            "%41",
            "x.pe=",
            "[",
            "]",
            ":",
            "1",
            "so=",
            "-",
            ",",
            "tr=",
            "ws=",
            "amp;",
            ".1",
            "\0",
            "\ud800",
            "urn:btmh:1220" + V2);
    return parts
        .list()
        .ofMaxSize(12)
        .map(some -> "magnet:?" + String.join("", new ArrayList<>(some)));
  }
}
