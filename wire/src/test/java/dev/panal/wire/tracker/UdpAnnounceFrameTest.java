package dev.panal.wire.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UdpAnnounceFrameTest {
  @Provide
  Arbitrary<AnnounceRequest> requests() {
    return TrackerMessages.udpRequests();
  }

  @Provide
  Arbitrary<byte[]> noise() {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(98).ofMaxSize(300);
  }

  /// The frame and the codec read the same.
  @Property
  void readsWhatTheCodecReads(@ForAll("requests") AnnounceRequest request) {
    ByteBuffer out = ByteBuffer.allocate(UdpRequest.MAX_LENGTH).position(3);
    new UdpRequest.Announce(1, 2, request, "/a?b").encode(out);
    same(out.flip().position(3));
  }

  @Property
  void readsNoiseAsTheCodecDoes(@ForAll("noise") byte[] noise) {
    same(ByteBuffer.wrap(noise).putInt(8, UdpAction.ANNOUNCE));
  }

  private static void same(ByteBuffer datagram) {
    UdpAnnounceFrame frame = new UdpAnnounceFrame();
    assertThat(frame.wrap(datagram)).isTrue();
    UdpRequest.Announce announce = (UdpRequest.Announce) UdpRequest.decode(datagram.duplicate());
    AnnounceRequest read = announce.request();

    ByteBuffer hash = ByteBuffer.allocate(20);
    hash.putLong(frame.infoHashA()).putLong(frame.infoHashB()).putInt(frame.infoHashC());
    assertThat(InfoHash.of(hash.array())).isEqualTo(read.infoHash());
    ByteBuffer id = ByteBuffer.allocate(20);
    id.putLong(frame.peerIdA()).putLong(frame.peerIdB()).putInt(frame.peerIdC());
    assertThat(PeerId.of(id.array())).isEqualTo(read.peerId());
    assertThat(new TransferTotals(frame.uploaded(), frame.downloaded(), frame.left(), 0))
        .isEqualTo(read.totals());
    assertThat(frame.event()).isEqualTo(read.event());
    assertThat(frame.key()).isEqualTo(read.key());
    assertThat(frame.numWant()).isEqualTo(read.numWant());
    assertThat(frame.port()).isEqualTo(read.port());
    assertThat(frame.urlData()).isEqualTo(announce.urlData());
    assertThat(address(frame.address())).isEqualTo(read.address());
  }

  private static Optional<InetAddress> address(int address) {
    return address == 0
        ? Optional.empty()
        : Optional.of(PeerList.addressOf(ByteBuffer.allocate(4).putInt(address).array()));
  }

  @Property
  void whatIsNoWholeAnnounceIsNone(@ForAll("requests") AnnounceRequest request) {
    ByteBuffer out = ByteBuffer.allocate(UdpRequest.MAX_LENGTH);
    new UdpRequest.Announce(1, 2, request, "").encode(out);
    UdpAnnounceFrame frame = new UdpAnnounceFrame();
    assertThat(frame.wrap(out.flip().limit(97))).isFalse();
    assertThat(frame.wrap(out.limit(98).putInt(8, UdpAction.SCRAPE))).isFalse();
  }
}
