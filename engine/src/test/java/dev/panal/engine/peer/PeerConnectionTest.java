package dev.panal.engine.peer;

import static dev.panal.engine.peer.FakeTorrent.GEOMETRY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.testing.FakeLoop;
import dev.panal.io.CloseReason;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.peer.ExtensionHandshake;
import dev.panal.wire.peer.Handshake;
import dev.panal.wire.peer.PeerDecoder;
import dev.panal.wire.peer.PeerEncoder;
import dev.panal.wire.peer.PeerLimits;
import dev.panal.wire.peer.PeerMessage;
import dev.panal.wire.peer.ReservedBits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PeerConnectionTest {
  private static final ReservedBits FAST = ReservedBits.NONE.withFast();

  private final FakeLoop loop = new FakeLoop();
  private final FakeTorrent torrent = new FakeTorrent();
  private final FakeConnection network = new FakeConnection();
  private final PeerConnection peer = PeerConnection.outgoing(context(), torrent);

  private PeerContext context() {
    return new PeerContext(
        loop,
        new RateLimiter(loop, 0),
        new RateLimiter(loop, 0),
        ByteBuffer.allocate(1024),
        "Panal test",
        6881,
        500,
        Duration.ofSeconds(10),
        Duration.ofSeconds(120),
        Duration.ofSeconds(20));
  }

  private void handshake(ReservedBits bits, InfoHash infoHash) {
    peer.attach(network);
    peer.onConnected();
    ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
    new Handshake(bits, infoHash, PeerId.random("-XX0000-", new java.util.Random(1))).encode(out);
    peer.onBytes(out.flip());
  }

  private void open(ReservedBits bits) {
    handshake(bits, FakeTorrent.INFO_HASH);
    network.drain();
    torrent.heard.clear();
  }

  private void say(PeerMessage message) {
    ByteBuffer out = ByteBuffer.allocate(PeerEncoder.encodedLength(message));
    PeerEncoder.encode(message, out);
    peer.onBytes(out.flip());
  }

  /// What we have sent, in words.
  private List<PeerMessage> sent() {
    PeerDecoder decoder = new PeerDecoder(new PeerLimits(GEOMETRY.pieceCount(), 1 << 17, 1 << 16));
    ByteBuffer bytes = ByteBuffer.wrap(network.drain());
    List<PeerMessage> messages = new ArrayList<>();
    for (PeerMessage m = decoder.decode(bytes); m != null; m = decoder.decode(bytes)) {
      messages.add(m);
    }
    return messages;
  }

  private PeerEnd end() {
    assertThat(network.closed).isTrue();
    peer.onClosed(new CloseReason(CloseReason.Kind.LOCAL, "closed"));
    return torrent.end.orElseThrow();
  }

  private static PeerMessage.Piece block(int piece, int begin, int length) {
    return new PeerMessage.Piece(piece, begin, ByteBuffer.allocate(length));
  }

  @Test
  void handshakeThenWhatWeHave() {
    torrent.have.set(3);
    handshake(FAST, FakeTorrent.INFO_HASH);
    assertThat(torrent.heard).containsExactly("handshake");
    byte[] bytes = network.drain();
    assertThat(bytes.length).isEqualTo(Handshake.LENGTH + 5 + 2);
    assertThat(peer.open()).isTrue();
  }

  @Test
  void anotherInfoHashCostsTheConnection() {
    handshake(FAST, InfoHash.of(new byte[20]));
    assertThat(end().violation()).isTrue();
    assertThat(end().wasOpen()).isFalse();
  }

  @Test
  void aBlockThatWasAskedForArrives() {
    open(FAST);
    peer.protocol().request(2, 1);
    say(block(2, 16384, 16384));
    assertThat(torrent.heard).containsExactly("block 2 16384 16384");
    assertThat(peer.protocol().pendingRequests()).isZero();
    assertThat(peer.stats().down().totalBytes()).isEqualTo(16384);
  }

  @Test
  void violationsCostTheConnectionAtOnce() {
    List<PeerMessage> violations =
        List.of(
            block(2, 16384, 16384),
            new PeerMessage.Request(10, 0, 16384),
            new PeerMessage.Request(9, 4 * 16384 - 1, 2),
            new PeerMessage.Request(0, 0, 1 << 20),
            new PeerMessage.RejectRequest(1, 0, 16384),
            new PeerMessage.Have(10),
            new PeerMessage.Bitfield(ByteBuffer.allocate(3)),
            new PeerMessage.Bitfield(ByteBuffer.wrap(new byte[] {0, 1})));
    for (PeerMessage violation : violations) {
      PeerConnectionTest fresh = new PeerConnectionTest();
      fresh.open(FAST);
      fresh.say(violation);
      assertThat(fresh.end().violation()).as(violation.toString()).isTrue();
      assertThat(fresh.torrent.heard).as(violation.toString()).isEmpty();
    }
  }

  @Test
  void aLengthWithoutEndCostsTheConnectionBeforeItsBytesCome() {
    open(FAST);
    peer.onBytes(ByteBuffer.wrap(new byte[] {0x7f, 0, 0, 0, 7}));
    assertThat(end().violation()).isTrue();
  }

  @Test
  void bitfieldsMayComeLateAndAgain() {
    open(FAST);
    say(new PeerMessage.HaveNone());
    say(new PeerMessage.Have(3));
    say(new PeerMessage.Bitfield(ByteBuffer.wrap(new byte[] {0x10, 0x40})));
    say(new PeerMessage.HaveAll());
    assertThat(torrent.heard).containsExactly("have 3", "bitfield", "have all");
    assertThat(network.closed).isFalse();
  }

  @Test
  void fastMessagesNeedTheFastExtension() {
    open(ReservedBits.NONE);
    say(new PeerMessage.HaveAll());
    assertThat(end().violation()).isTrue();
  }

  @Test
  void aBlockThatCrossesItsCancelIsForgivenOnce() {
    open(FAST);
    peer.protocol().request(0, 0);
    peer.protocol().cancel(0, 0);
    say(block(0, 0, 16384));
    assertThat(torrent.heard).containsExactly("block 0 0 16384");
    assertThat(network.closed).isFalse();
    say(block(0, 0, 16384));
    assertThat(end().violation()).isTrue();
  }

  @Test
  void aChokeWithoutTheFastExtensionDropsRequests() {
    open(ReservedBits.NONE);
    say(new PeerMessage.Unchoke());
    peer.protocol().request(0, 0);
    peer.protocol().request(0, 1);
    say(new PeerMessage.Choke());
    assertThat(torrent.heard).containsExactly("unchoked", "lost 0 0", "lost 0 1", "choked");
    say(block(0, 0, 16384));
    assertThat(network.closed).as("it was on its way").isFalse();
  }

  @Test
  void aChokeWithTheFastExtensionIsFollowedByRejects() {
    open(FAST);
    say(new PeerMessage.Unchoke());
    peer.protocol().request(0, 0);
    say(new PeerMessage.Choke());
    assertThat(torrent.heard).containsExactly("unchoked", "choked");
    say(new PeerMessage.RejectRequest(0, 0, 16384));
    assertThat(torrent.heard).endsWith("lost 0 0");
  }

  @Test
  void requestsAreServedOnlyUnchokedAndOnlyOfWhatWeHave() {
    torrent.have.set(1);
    open(FAST);
    say(new PeerMessage.Request(1, 0, 16384));
    assertThat(sent()).containsExactly(new PeerMessage.RejectRequest(1, 0, 16384));
    peer.protocol().choke(false);
    say(new PeerMessage.Request(1, 0, 16384));
    say(new PeerMessage.Request(2, 0, 16384));
    List<PeerMessage> messages = sent();
    assertThat(messages.get(0)).isEqualTo(new PeerMessage.Unchoke());
    assertThat(messages.get(1)).isInstanceOf(PeerMessage.Piece.class);
    assertThat(messages.get(2)).isEqualTo(new PeerMessage.RejectRequest(2, 0, 16384));
    assertThat(torrent.heard).contains("uploaded 16384", "released");
  }

  @Test
  void nothingIsReadForAPeerThatDoesNotDrain() {
    torrent.have.set(0, 10);
    open(FAST);
    peer.protocol().choke(false);
    for (int piece = 0; piece < 10; piece++) {
      for (int begin = 0; begin < 4 * 16384; begin += 16384) {
        say(new PeerMessage.Request(piece, begin, 16384));
      }
    }
    long read = torrent.heard.stream().filter(h -> h.startsWith("read")).count();
    assertThat(read).isBetween(14L, 17L);
    network.drain();
    peer.onWritable();
    read = torrent.heard.stream().filter(h -> h.startsWith("read")).count();
    assertThat(read).isBetween(28L, 34L);
  }

  @Test
  void aChokeRejectsWhatWaits() {
    torrent.have.set(0, 10);
    torrent.readsWait = true;
    open(FAST);
    peer.protocol().choke(false);
    for (int begin = 0; begin < 20; begin++) {
      say(new PeerMessage.Request(begin / 4, begin % 4 * 16384, 16384));
    }
    peer.protocol().choke(true);
    long rejected = sent().stream().filter(m -> m instanceof PeerMessage.RejectRequest).count();
    assertThat(rejected).as("16 are being read").isEqualTo(4);
    assertThat(peer.protocol().uploadRequests()).isZero();
  }

  @Test
  void requestsWithoutEndAreRefusedThenCostTheConnection() {
    torrent.have.set(0, 10);
    torrent.readsWait = true;
    open(FAST);
    peer.protocol().choke(false);
    for (int i = 0; i < 20_000 && !network.closed; i++) {
      say(new PeerMessage.Request(0, 0, 16384));
      network.drain();
    }
    assertThat(peer.protocol().uploadRequests()).isLessThanOrEqualTo(UploadQueue.MAX_REQUESTS);
    assertThat(end().violation()).isTrue();
  }

  @Test
  void silenceEndsAConnectionAndWeAreNotSilent() {
    open(FAST);
    boolean keptAlive = false;
    for (int second = 0; second < 119; second++) {
      loop.advance(Duration.ofSeconds(1));
      peer.tick(loop.nanoTime());
      keptAlive |= sent().contains(new PeerMessage.KeepAlive());
    }
    assertThat(network.closed).isFalse();
    assertThat(keptAlive).isTrue();
    loop.advance(Duration.ofSeconds(2));
    peer.tick(loop.nanoTime());
    assertThat(end().reason()).contains("silent");
  }

  @Test
  void noHandshakeInTimeEndsAConnection() {
    peer.attach(network);
    peer.onConnected();
    loop.advance(Duration.ofSeconds(11));
    peer.tick(loop.nanoTime());
    assertThat(end().reason()).contains("handshake");
  }

  @Test
  void aPeerThatOwesAndIsSilentLosesItsRequests() {
    open(FAST);
    say(new PeerMessage.Unchoke());
    peer.protocol().request(0, 0);
    peer.protocol().request(0, 1);
    loop.advance(Duration.ofSeconds(21));
    peer.tick(loop.nanoTime());
    assertThat(peer.protocol().snubbed()).isTrue();
    assertThat(torrent.heard).contains("lost 0 0", "lost 0 1");
    say(block(0, 0, 16384));
    assertThat(peer.protocol().snubbed()).as("it lives after all").isFalse();
  }

  @Test
  void theExtensionHandshakeSaysWhoWeAreAndBoundsOurRequests() {
    open(ReservedBits.NONE.withExtended());
    ExtensionHandshake theirs =
        new ExtensionHandshake(
            Collections.emptyMap(),
            Optional.of("Other 1.0"),
            OptionalInt.of(6882),
            OptionalInt.of(3),
            Optional.empty(),
            OptionalInt.empty(),
            false,
            Optional.empty(),
            Optional.empty());
    say(new PeerMessage.Extended(ExtensionHandshake.ID, ByteBuffer.wrap(theirs.encode())));
    assertThat(torrent.heard).containsExactly("extensions of Other 1.0");
    assertThat(peer.protocol().requestRoom()).isEqualTo(3);
  }
}
