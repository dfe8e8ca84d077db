package dev.panal.wire.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  /// The escaped info-hash of BEP 3's wiki, and the rest as short as it can be.
  private static final String LEAST =
      "info_hash=%124Vx%9A%BC%DE%F1%23Eg%89%AB%CD%EF%124Vx%9A&peer_id=-PN0100-abcdefghijkl&port=6881";

  @Property(tries = 500)
  void announcesBothWays(@ForAll("requests") AnnounceRequest request) {
    String query = AnnounceQuery.encode(request);

    assertThat(query).matches("[A-Za-z0-9_.~&=%-]+");
    assertThat(AnnounceQuery.decode(query)).isEqualTo(request);
  }

  @Property(tries = 200)
  void scrapesBothWays(@ForAll("scrapes") ScrapeRequest request) {
    String query = ScrapeQuery.encode(request);

    assertThat(query.length()).isLessThan(QueryParameters.MAX_LENGTH);
    assertThat(ScrapeQuery.decode(query)).isEqualTo(request);
  }

  @Property(tries = 500)
  void mutatedQueriesAreRequestsOrProtocolExceptions(
      @ForAll("requests") AnnounceRequest request, @ForAll Random random) {
    StringBuilder query = new StringBuilder(AnnounceQuery.encode(request));
    for (int i = 0; i < 3; i++) {
      query.setCharAt(random.nextInt(query.length()), (char) random.nextInt(0x180));
    }
    try {
      assertThat(AnnounceQuery.decode(query.toString())).isNotNull();
      assertThat(ScrapeQuery.decode(query.toString())).isNotNull();
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).contains(":");
    }
  }

  @Provide
  Arbitrary<AnnounceRequest> requests() {
    return TrackerMessages.httpRequests();
  }

  @Provide
  Arbitrary<ScrapeRequest> scrapes() {
    return TrackerMessages.scrapeRequests();
  }

  @Test
  void leastAnnounce() {
    AnnounceRequest request = AnnounceQuery.decode(LEAST);

    assertThat(request.infoHash().hex()).isEqualTo("123456789abcdef123456789abcdef123456789a");
    assertThat(request.peerId()).hasToString("-PN0100-abcdefghijkl");
    assertThat(request.totals().left()).isEqualTo(Long.MAX_VALUE);
    assertThat(request.compact()).isFalse();
    assertThat(request.numWant()).isEqualTo(AnnounceRequest.DEFAULT_NUM_WANT);
  }

  @ParameterizedTest
  @CsvSource({
    "ip=10.0.0.1, 10.0.0.1",
    "ip=2001:db8::7, 2001:db8::7",
    "ip=%5B2001%3Adb8%3A%3A7%5D%3A6881, 2001:db8::7",
    "ip=10.0.0.1:6881, 10.0.0.1"
  })
  void addressesAreLiterals(String parameter, String address) {
    assertThat(AnnounceQuery.decode(LEAST + "&" + parameter).address())
        .contains(InetAddress.ofLiteral(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ip=", "ip=localhost", "ip=fe80::1%25lo", "ip=%5B::1", "ipv4=::1", "ip=::1::2"})
  void otherAddressesDoNotCount(String parameter) {
    AnnounceRequest request = AnnounceQuery.decode(LEAST + "&" + parameter);

    assertThat(request.address()).isEmpty();
    assertThat(request.ipv4()).isEmpty();
  }

  @Test
  void oddButValid() {
    AnnounceRequest request =
        AnnounceQuery.decode(
            LEAST
                + "&&=&x&event=dancing&numwant=-7&uploaded=-2&key=zebra&passkey=%"
                + "41&downloaded=0&port=1&numwant=99999999999");

    assertThat(request.event()).isEqualTo(TrackerEvent.NONE);
    assertThat(request.totals()).isEqualTo(new TransferTotals(0, 0, Long.MAX_VALUE, 0));
    assertThat(request.key()).isEqualTo("zebra".hashCode());
    assertThat(request.port()).isEqualTo(1);
    assertThat(request.numWant()).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "'', info_hash: missing",
    "info_hash=abc, info_hash: 3 bytes instead of 20",
    "info_hash=%1, query: incomplete escape",
    "info_hash=%1g, query: incomplete escape",
    "info_hash=\u0100, query: a character is no byte"
  })
  void badQueries(String query, String message) {
    assertThatThrownBy(() -> AnnounceQuery.decode(query))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "peer_id=abc, peer_id: 3 bytes instead of 20",
    "port=x, port: not a number",
    "port=65536, port: over 65535",
    "port=-1, port: missing or negative",
    "left=-1, left: negative",
    "left=99999999999999999999, left: not a number"
  })
  void badFields(String parameter, String message) {
    assertThatThrownBy(() -> AnnounceQuery.decode(LEAST + "&" + parameter))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }

  @Test
  void limits() {
    assertThatThrownBy(() -> AnnounceQuery.decode("a".repeat(20_000)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("longer than");
    String one = "info_hash=aaaaaaaaaaaaaaaaaaaa&";
    assertThat(ScrapeQuery.decode(one.repeat(ScrapeRequest.MAX_INFO_HASHES)).infoHashes())
        .hasSize(ScrapeRequest.MAX_INFO_HASHES);
    assertThatThrownBy(() -> ScrapeQuery.decode(one.repeat(ScrapeRequest.MAX_INFO_HASHES + 1)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("info_hash: more than 74 in one scrape, ask in parts");
  }

  @ParameterizedTest
  @CsvSource({
    "http://t.example/announce, http://t.example/announce?info_hash=",
    "http://t.example:80/announce?, http://t.example:80/announce?info_hash=",
    "HTTPS://t.example/a?passkey=1#x, HTTPS://t.example/a?passkey=1&info_hash=",
    "' http://[::1]:6969', http://[::1]:6969?info_hash=",
    "http://t.example/ünï, http://t.example/%C3%BCn%C3%AF?info_hash="
  })
  void announceUris(String url, String start) {
    TrackerUrl.Http http = (TrackerUrl.Http) TrackerUrl.parse(url);

    assertThat(http.announce(AnnounceQuery.decode(LEAST)).toString()).startsWith(start);
  }

  @ParameterizedTest
  @CsvSource({
    "http://t.example/announce, http://t.example/scrape?info_hash=",
    "http://t.example/x/announce.php?a=/b, http://t.example/x/scrape.php?a=/b&info_hash=",
    "http://t.example/announce/x, ",
    "http://t.example/a, ",
    "http://t.example, "
  })
  void scrapeUris(String url, String start) {
    TrackerUrl.Http http = (TrackerUrl.Http) TrackerUrl.parse(url);
    ScrapeRequest request = new ScrapeRequest(List.of(InfoHash.ofHex("00".repeat(20))));

    assertThat(http.scrape(request).map(URI::toString))
        .isEqualTo(Optional.ofNullable(start).map(s -> s + "%00".repeat(20)));
  }

  @Test
  void udpUrls() {
    assertThat(TrackerUrl.parse("udp://t.example:80/announce?a=b#c"))
        .isEqualTo(new TrackerUrl.Udp("t.example", 80, "/announce?a=b"));
    assertThat(TrackerUrl.parse("UDP://[2001:db8::1]:6969/"))
        .isEqualTo(new TrackerUrl.Udp("2001:db8::1", 6969, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "http:",
        "http:///x",
        "http://",
        "http://a b/",
        "udp://host/",
        "udp://host:0",
        "udp://host:65536",
        "http://h/\u1fef",
        "wss://host/",
        "t.example:80",
        "http://h:99999/",
        "http://h\0/",
        "::"
      })
  void urlsThatAreNone(String url) {
    assertThatThrownBy(() -> TrackerUrl.parse(url))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("tracker URL: ");
  }

  @Property(tries = 1000)
  void anyTextIsUrlOrProtocolException(@ForAll String text, @ForAll Random random) {
    String[] starts = {"http://", "udp://h:1", "https://h/", ""};
    try {
      TrackerUrl url = TrackerUrl.parse(starts[random.nextInt(4)] + text);
      if (url instanceof TrackerUrl.Http http) {
        assertThat(http.announce(AnnounceQuery.decode(LEAST))).isNotNull();
      }
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).startsWith("tracker URL: ");
    }
  }
}
