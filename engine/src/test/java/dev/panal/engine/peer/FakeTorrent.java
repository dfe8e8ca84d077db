package dev.panal.engine.peer;

import dev.panal.io.Failure;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// A torrent of ten pieces of four blocks that writes down what it hears.
final class FakeTorrent implements PeerListener {
  static final PieceGeometry GEOMETRY = new PieceGeometry(10L * 4 * 16384, 4 * 16384);
  static final InfoHash INFO_HASH = InfoHash.ofHex("0102030405060708090a0b0c0d0e0f1011121314");

  final BitSet have = new BitSet();
  final List<String> heard = new ArrayList<>();
  final ArrayDeque<Runnable> reads = new ArrayDeque<>();
  boolean readsWait;
  Optional<PeerEnd> end = Optional.empty();

  @Override
  public InfoHash infoHash() {
    return INFO_HASH;
  }

  @Override
  public PeerId ownPeerId() {
    return PeerId.of("-PN0100-abcdefghijkl".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  @Override
  public PieceGeometry geometry() {
    return GEOMETRY;
  }

  @Override
  public BitSet have() {
    return have;
  }

  @Override
  public boolean has(int piece) {
    return have.get(piece);
  }

  @Override
  public void read(int piece, int begin, int length, Receiver receiver) {
    heard.add("read " + piece + " " + begin + " " + length);
    Runnable delivery =
        () -> receiver.block(ByteBuffer.allocate(length), () -> heard.add("released"));
    if (readsWait) {
      reads.add(delivery);
    } else {
      delivery.run();
    }
  }

  @Override
  public void onHandshake(PeerConnection peer) {
    heard.add("handshake");
  }

  @Override
  public void onBitfield(PeerConnection peer, ByteBuffer bits) {
    heard.add("bitfield");
  }

  @Override
  public void onHaveAll(PeerConnection peer) {
    heard.add("have all");
  }

  @Override
  public void onHave(PeerConnection peer, int piece) {
    heard.add("have " + piece);
  }

  @Override
  public void onInterest(PeerConnection peer) {
    heard.add("interest " + peer.protocol().peerInterested());
  }

  @Override
  public void onUnchoked(PeerConnection peer) {
    heard.add("unchoked");
  }

  @Override
  public void onAllowedFast(PeerConnection peer, int piece) {
    heard.add("allowed " + piece);
  }

  @Override
  public void onChoked(PeerConnection peer) {
    heard.add("choked");
  }

  @Override
  public void onRequestLost(PeerConnection peer, int piece, int block) {
    heard.add("lost " + piece + " " + block);
  }

  @Override
  public void onBlock(PeerConnection peer, int piece, int begin, ByteBuffer block) {
    heard.add("block " + piece + " " + begin + " " + block.remaining());
  }

  @Override
  public void onUploaded(PeerConnection peer, int bytes) {
    heard.add("uploaded " + bytes);
  }

  @Override
  public void onExtensionHandshake(PeerConnection peer) {
    heard.add("extensions of " + peer.protocol().client());
  }

  @Override
  public void onUnreadable(int piece, Failure failure) {
    heard.add("unreadable " + piece);
  }

  @Override
  public void onClosed(PeerConnection peer, PeerEnd why) {
    end = Optional.of(why);
  }
}
