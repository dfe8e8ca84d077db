package dev.panal.tracker;

import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Peers of a swarm as bytes, for another node of the ring. Never empty: that would say that nobody
/// can tell.
final class PeerListBytes {
  private static final byte VERSION = 1;
  private static final int V6 = 1;
  private static final int KNOWN = 2;
  private static final int PEER_BYTES = 1 + 1 + 1 + PeerId.LENGTH + Row.V6_BYTES + 2;

  private PeerListBytes() {}

  static byte[] of(List<ListedPeer> peers) {
    ByteBuffer out = ByteBuffer.allocate(1 + peers.size() * PEER_BYTES).put(VERSION);
    for (ListedPeer listed : peers) {
      SwarmPeer peer = listed.peer();
      byte[] address = peer.address().getAddress().getAddress();
      int v6 = address.length == Row.V6_BYTES ? V6 : 0;
      out.put((byte) (v6 | (peer.id().isPresent() ? KNOWN : 0)));
      out.put(listed.kind().code).put((byte) listed.percent());
      peer.id().ifPresent(id -> id.write(out));
      out.put(address).putShort((short) peer.address().getPort());
    }
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }

  /// @throws RuntimeException if these are no such bytes
  static List<ListedPeer> read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.get() != VERSION) {
      throw new IllegalArgumentException("peers of another version");
    }
    List<ListedPeer> peers = new ArrayList<>();
    while (in.hasRemaining()) {
      byte flags = in.get();
      ListedPeer.Kind kind = ListedPeer.Kind.of(in.get());
      int percent = in.get();
      Optional<PeerId> id = (flags & KNOWN) != 0 ? Optional.of(PeerId.read(in)) : Optional.empty();
      byte[] address = new byte[(flags & V6) != 0 ? Row.V6_BYTES : Row.V4_BYTES];
      in.get(address);
      InetSocketAddress at = new InetSocketAddress(address(address), in.getShort() & 0xffff);
      peers.add(new ListedPeer(new SwarmPeer(id, at), kind, percent));
    }
    return peers;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of the wrong length", e);
    }
  }
}
