package dev.panal.wire.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.ProtocolException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.junit.jupiter.params.provider.CsvSource;

class BencodedReplyTest {
  @Property(tries = 500)
  void announceAnswersBothWays(@ForAll("announceAnswers") AnnounceAnswer answer) {
    assertThat(BencodedReply.decodeAnnounce(BencodedReply.encode(answer, true))).isEqualTo(answer);
    assertThat(BencodedReply.decodeAnnounce(BencodedReply.encode(answer, false))).isEqualTo(answer);
  }

  @Property(tries = 500)
  void scrapeAnswersBothWays(@ForAll("scrapeAnswers") ScrapeAnswer answer) {
    assertThat(BencodedReply.decodeScrape(BencodedReply.encode(answer))).isEqualTo(answer);
  }

  @Property(tries = 1000)
  void mutatedRepliesAreRepliesOrProtocolExceptions(
      @ForAll("announceAnswers") AnnounceAnswer announce,
      @ForAll("scrapeAnswers") ScrapeAnswer scrape,
      @ForAll Random random) {
    UdpCodecTest.decodeMutated(
        ByteBuffer.wrap(BencodedReply.encode(announce, random.nextBoolean())),
        random,
        in -> BencodedReply.decodeAnnounce(bytes(in)));
    UdpCodecTest.decodeMutated(
        ByteBuffer.wrap(BencodedReply.encode(scrape)),
        random,
        in -> BencodedReply.decodeScrape(bytes(in)));
  }

  @Provide
  Arbitrary<AnnounceAnswer> announceAnswers() {
    return Arbitraries.oneOf(failures(), replies());
  }

  @Provide
  Arbitrary<ScrapeAnswer> scrapeAnswers() {
    return Arbitraries.oneOf(
        failures(),
        Arbitraries.maps(TrackerMessages.infoHashes(), TrackerMessages.swarmCounts())
            .ofMaxSize(20)
            .map(ScrapeReply::new));
  }

  private static Arbitrary<TrackerFailure> failures() {
    Arbitrary<TrackerFailure.Retry> retry =
        Arbitraries.oneOf(
            Arbitraries.just(new TrackerFailure.Retry.Unsaid()),
            Arbitraries.just(new TrackerFailure.Retry.Never()),
            Arbitraries.integers()
                .between(1, 10_000)
                .map(minutes -> new TrackerFailure.Retry.After(Duration.ofMinutes(minutes))));
    return Combinators.combine(text(), retry).as(TrackerFailure::new);
  }

  private static Arbitrary<String> text() {
    return Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(300);
  }

  private static Arbitrary<AnnounceReply> replies() {
    Arbitrary<InetAddress> address =
        Arbitraries.oneOf(TrackerMessages.v4().map(a -> a), TrackerMessages.v6().map(a -> a));
    return Combinators.combine(
            Combinators.combine(TrackerMessages.durations(), TrackerMessages.durations().optional())
                .as(List::of),
            TrackerMessages.peers(true, true),
            TrackerMessages.counts(),
            TrackerMessages.counts(),
            TrackerMessages.counts(),
            address.optional(),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(30).optional(),
            text().optional())
        .as((times, peers, seeders, leechers, downloaded, external, trackerId, warning) ->
            reply(times, peers, seeders, leechers, downloaded, external, trackerId, warning));
  }

  @SuppressWarnings("unchecked") // The list holds an interval and an optional minimum.
  private static AnnounceReply reply(
      List<?> times,
      PeerList peers,
      OptionalInt seeders,
      OptionalInt leechers,
      OptionalInt downloaded,
      Optional<InetAddress> external,
      Optional<String> trackerId,
      Optional<String> warning) {
    return new AnnounceReply(
        (Duration) times.get(0),
        (Optional<Duration>) times.get(1),
        peers,
        seeders,
        leechers,
        downloaded,
        external,
        trackerId,
        warning,
        warning.map(text -> "/api/v" + text.length() + "/messages"));
  }

  @Test
  void leastReply() {
    AnnounceReply reply = announce("d5:peers0:e\r\n");

    assertThat(reply.interval()).isEqualTo(AnnounceReply.DEFAULT_INTERVAL);
    assertThat(reply.peers().count()).isZero();
    assertThat(reply.seeders()).isEmpty();
    assertThat(announce("de").peers().count()).isZero();
    assertThat(announce("d8:intervali0e12:min intervali-5e5:peerslee").minInterval()).isEmpty();
  }

  @Test
  void oddButTaken() {
    AnnounceReply reply =
        announce(
            "d8:interval4:180010:tracker id3:a\u00ffb5:peersl"
                + "d2:ip8:10.0.0.14:porti6881ee"
                + "d2:ip11:example.com4:porti6881ee"
                + "d2:ip11:2001:db8::17:peer id3:abc4:port4:6882e"
                + "d2:ip8:10.0.0.24:porti0ee"
                + "d2:ip8:10.0.0.34:porti70000ee"
                + "dee8:complete2:-17:unheardi1ee");

    assertThat(reply.interval()).isEqualTo(Duration.ofMinutes(30));
    assertThat(reply.trackerId()).contains("a\u00ffb");
    assertThat(reply.seeders()).isEmpty();
    assertThat(reply.peers().addresses())
        .containsExactly(
            new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 6881),
            new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 6882));
    assertThat(announce("d8:intervali99999999999ee").interval())
        .isEqualTo(Duration.ofSeconds(Integer.MAX_VALUE));
  }

  @Test
  void messagesAreAtAPathOfTheTrackerOnly() {
    assertThat(announce("d8:messages16:/api/v1/messagese").messages()).contains("/api/v1/messages");
    for (String elsewhere :
        List.of(
            "",
            "messages",
            "//evil.example/",
            "http://evil.example/",
            "/a?b",
            "/a\r\nb",
            "/\u00e9")) {
      String body = "d8:messages" + elsewhere.length() + ":" + elsewhere + "e";
      assertThat(announce(body).messages()).as(elsewhere).isEmpty();
    }
    assertThat(announce("d8:messages257:/" + "a".repeat(256) + "e").messages()).isEmpty();
    assertThat(announce("d8:messagesi1ee").messages()).isEmpty();
  }

  @Test
  void incompleteEntryAndPortZeroAreLeftOut() {
    AnnounceReply reply = announce("d5:peers15:\1\2\3\4\0\5\1\2\3\4\0\0\1\2\3e");

    assertThat(reply.peers().addresses())
        .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("1.2.3.4"), 5));
  }

  @Test
  void peersAreBounded() {
    List<InetSocketAddress> many = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      many.add(new InetSocketAddress("10.0.0.1", 1 + i));
    }
    AnnounceReply reply = AnnounceReply.of(Duration.ofMinutes(1), 0, 0, PeerList.of(many));

    for (boolean compact : new boolean[] {true, false}) {
      AnnounceAnswer answer = BencodedReply.decodeAnnounce(BencodedReply.encode(reply, compact));
      assertThat(((AnnounceReply) answer).peers().count()).isEqualTo(BencodedReply.MAX_PEERS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "d14:failure reason5:full!8:retry ini5ee, full!, PT5M",
    "d14:failure reason5:full!8:retry in1:5e, full!, PT5M",
    "d14:failure reason5:full!8:retry in5:nevere, full!, never",
    "d14:failure reason5:full!8:retry ini-5ee, full!, ",
    "d14:failure reason5:full!5:peers0:e, full!, ",
    "d14:failure reasoni1ee, no reason given, ",
    "d14:failure reason0:e, no reason given, "
  })
  void failures(String body, String reason, String retry) {
    TrackerFailure.Retry expected =
        retry == null
            ? new TrackerFailure.Retry.Unsaid()
            : retry.equals("never")
                ? new TrackerFailure.Retry.Never()
                : new TrackerFailure.Retry.After(Duration.parse(retry));

    assertThat(BencodedReply.decodeAnnounce(latin(body)))
        .isEqualTo(new TrackerFailure(reason, expected));
    assertThat(BencodedReply.decodeScrape(latin(body)))
        .isEqualTo(new TrackerFailure(reason, expected));
  }

  @ParameterizedTest
  @CsvSource({
    "'', reply: empty",
    "<html>, 'reply: a web page, not a tracker''s'",
    "oops, 'reply: not a tracker''s'",
    "d5:peersi1ee, 'peers: must be a string or a list, is an integer'",
    "d5:peersdee, 'peers: must be a string or a list, is a dictionary'",
    "d5:peersli1eee, 'peers[0]: must be a dictionary, is an integer'"
  })
  void rubbish(String body, String message) {
    assertThatThrownBy(() -> BencodedReply.decodeAnnounce(latin(body)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }

  @Test
  void scrapeWithoutFilesIsNone() {
    assertThatThrownBy(() -> BencodedReply.decodeScrape(latin("de")))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("files: missing");
    assertThat(BencodedReply.decodeScrape(latin("d5:filesd3:abcd8:completei1eeee")))
        .isEqualTo(new ScrapeReply(Map.of()));
  }

  private static AnnounceReply announce(String body) {
    return (AnnounceReply) BencodedReply.decodeAnnounce(latin(body));
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return bytes;
  }
}
