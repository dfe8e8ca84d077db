package dev.panal.wire.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class UdpCodecTest {
  @Property(tries = 500)
  void requestsBothWays(@ForAll("requests") UdpRequest request) {
    ByteBuffer bytes = encode(request);

    assertThat(bytes.remaining()).isLessThanOrEqualTo(UdpRequest.MAX_LENGTH);
    assertThat(UdpRequest.decode(bytes)).isEqualTo(request);
  }

  @Property(tries = 500)
  void repliesBothWays(@ForAll("replies") Sent sent) {
    assertThat(UdpReply.decode(encode(sent.reply), sent.ipv6)).isEqualTo(sent.reply);
  }

  @Property(tries = 500)
  void mutatedRequestsAreRequestsOrProtocolExceptions(
      @ForAll("requests") UdpRequest request, @ForAll Random random) {
    decodeMutated(encode(request), random, UdpRequest::decode);
  }

  @Property(tries = 500)
  void mutatedRepliesAreRepliesOrProtocolExceptions(
      @ForAll("replies") Sent sent, @ForAll Random random) {
    decodeMutated(encode(sent.reply), random, in -> UdpReply.decode(in, random.nextBoolean()));
  }

  record Sent(UdpReply reply, boolean ipv6) {}

  @Provide
  Arbitrary<UdpRequest> requests() {
    Arbitrary<Integer> transaction = Arbitraries.integers();
    Arbitrary<Long> connection = Arbitraries.longs();
    Arbitrary<String> urlData =
        Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(1024);
    return Arbitraries.oneOf(
        transaction.map(UdpRequest.Connect::new),
        Combinators.combine(connection, transaction, TrackerMessages.udpRequests(), urlData)
            .as(UdpRequest.Announce::new),
        Combinators.combine(connection, transaction, TrackerMessages.scrapeRequests())
            .as(UdpRequest.Scrape::new));
  }

  @Provide
  Arbitrary<Sent> replies() {
    Arbitrary<Integer> transaction = Arbitraries.integers();
    return Arbitraries.oneOf(
        Combinators.combine(transaction, Arbitraries.longs())
            .as((t, c) -> new Sent(new UdpReply.Connected(t, c), false)),
        Combinators.combine(transaction, TrackerMessages.udpReplies(false))
            .as((t, r) -> new Sent(new UdpReply.Announced(t, r), false)),
        Combinators.combine(transaction, TrackerMessages.udpReplies(true))
            .as((t, r) -> new Sent(new UdpReply.Announced(t, r), true)),
        Combinators.combine(transaction, TrackerMessages.udpSwarmCounts().list().ofMaxSize(74))
            .as((t, s) -> new Sent(new UdpReply.Scraped(t, s), false)),
        Combinators.combine(transaction, Arbitraries.strings().alpha().ofMaxLength(300))
            .as((t, s) -> new Sent(new UdpReply.Failed(t, s), true)));
  }

  @Test
  void connectIsThatOfTheBep() {
    assertThat(HexFormat.of().formatHex(bytes(encode(new UdpRequest.Connect(0x01020304)))))
        .isEqualTo("00000417271019800000000001020304");
    assertThatThrownBy(() -> UdpRequest.decode(ByteBuffer.allocate(16)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("not the protocol");
  }

  @Test
  void requestOfOldClientIsPadded() {
    AnnounceRequest request = TrackerMessages.udpRequests().sample();
    UdpRequest.Announce announce = new UdpRequest.Announce(1, 2, request, "");
    byte[] bytes = bytes(encode(announce));
    assertThat(bytes).hasSize(98);

    ByteBuffer padded = ByteBuffer.allocate(100).put(bytes).rewind();

    assertThat(UdpRequest.decode(padded)).isEqualTo(announce);
  }

  /// The example of BEP 41 has no-operations in between.
  @Test
  void urlDataIsJoined() {
    AnnounceRequest request = TrackerMessages.udpRequests().sample();
    byte[] bytes = bytes(encode(new UdpRequest.Announce(1, 2, request, "")));
    ByteBuffer out = ByteBuffer.allocate(200).put(bytes);
    out.put(
        new byte[] {1, 2, 4, '/', 'd', 'i', 'r', 1, 1, 9, 2, 0, 0, 2, 2, '?', 'a', 0, 2, 1, 'x'});

    UdpRequest decoded = UdpRequest.decode(out.flip());

    assertThat(((UdpRequest.Announce) decoded).urlData()).isEqualTo("/dir?a");
  }

  @Test
  void numbersThatCannotBeAreReadLeniently() {
    AnnounceRequest request = TrackerMessages.udpRequests().sample();
    ByteBuffer bytes = encode(new UdpRequest.Announce(1, 2, request, ""));
    bytes.putLong(56, -1).putLong(64, -1).putLong(72, -5).putInt(80, 77).putInt(92, -50);

    AnnounceRequest decoded = ((UdpRequest.Announce) UdpRequest.decode(bytes)).request();

    assertThat(decoded.totals()).isEqualTo(new TransferTotals(0, 0, Long.MAX_VALUE, 0));
    assertThat(decoded.event()).isEqualTo(TrackerEvent.NONE);
    assertThat(decoded.numWant()).isEqualTo(AnnounceRequest.DEFAULT_NUM_WANT);

    ByteBuffer reply = ByteBuffer.allocate(23).putInt(1).putInt(9).putInt(0).putInt(-1).putInt(3);
    AnnounceReply answer = ((UdpReply.Announced) UdpReply.decode(reply.rewind(), false)).reply();
    assertThat(answer.interval()).isEqualTo(AnnounceReply.DEFAULT_INTERVAL);
    assertThat(answer.leechers()).isEmpty();
    assertThat(answer.seeders()).hasValue(3);
    assertThat(answer.peers().count()).isZero();
  }

  @Test
  void emptyReplyOfAnnounceIsRefusal() {
    assertThatThrownBy(
            () -> UdpReply.decode(ByteBuffer.allocate(8).putInt(1).putInt(7).rewind(), false))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("may not be allowed");
  }

  @Test
  void errorsAreOneCleanLine() {
    ByteBuffer bytes =
        ByteBuffer.allocate(2000)
            .putInt(3)
            .putInt(7)
            .put("go \033[31m\n\u202eaway".getBytes(StandardCharsets.UTF_8));

    UdpReply.Failed failed = (UdpReply.Failed) UdpReply.decode(bytes.flip(), false);

    assertThat(failed.reason()).isEqualTo("go  [31m  away");
    bytes.clear().putInt(3).putInt(7).put("x".repeat(1900).getBytes(StandardCharsets.UTF_8));
    failed = (UdpReply.Failed) UdpReply.decode(bytes.flip(), false);
    assertThat(failed.reason()).hasSize(TrackerFailure.MAX_REASON_LENGTH);
  }

  static void decodeMutated(ByteBuffer bytes, Random random, Function<ByteBuffer, ?> decoder) {
    for (int i = random.nextInt(6); i > 0 && bytes.hasRemaining(); i--) {
      bytes.put(random.nextInt(bytes.limit()), (byte) random.nextInt());
    }
    if (random.nextBoolean()) {
      bytes.limit(random.nextInt(bytes.limit() + 1));
    }
    try {
      assertThat(decoder.apply(bytes)).isNotNull();
    } catch (ProtocolException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static ByteBuffer encode(UdpRequest request) {
    ByteBuffer out = ByteBuffer.allocate(UdpRequest.MAX_LENGTH);
    request.encode(out);
    return out.flip();
  }

  private static ByteBuffer encode(UdpReply reply) {
    ByteBuffer out = ByteBuffer.allocate(2000);
    reply.encode(out);
    return out.flip();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
