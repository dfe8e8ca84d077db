package dev.panal.wire.tracker;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Addresses of peers in compact form (BEP 7, 23): bytes of the address, then two of the port.
///
/// The buffers are not copied, and their positions are left alone.
///
/// @param v4 entries of [#V4_LENGTH] bytes
/// @param v6 entries of [#V6_LENGTH] bytes
public record PeerList(ByteBuffer v4, ByteBuffer v6) {
  public static final int V4_LENGTH = 6;
  public static final int V6_LENGTH = 18;
  public static final PeerList EMPTY = new PeerList(ByteBuffer.allocate(0), ByteBuffer.allocate(0));

  /// @throws IllegalArgumentException if an entry is incomplete
  public PeerList {
    if (v4.remaining() % V4_LENGTH != 0 || v6.remaining() % V6_LENGTH != 0) {
      throw new IllegalArgumentException(
          "incomplete entry: %d and %d bytes".formatted(v4.remaining(), v6.remaining()));
    }
  }

  public static PeerList of(Collection<InetSocketAddress> peers) {
    int v4Count = 0;
    for (InetSocketAddress peer : peers) {
      v4Count += isV4(peer) ? 1 : 0;
    }
    ByteBuffer v4 = ByteBuffer.allocate(v4Count * V4_LENGTH);
    ByteBuffer v6 = ByteBuffer.allocate((peers.size() - v4Count) * V6_LENGTH);
    for (InetSocketAddress peer : peers) {
      (isV4(peer) ? v4 : v6).put(peer.getAddress().getAddress()).putShort((short) peer.getPort());
    }
    return new PeerList(v4.flip(), v6.flip());
  }

  private static boolean isV4(InetSocketAddress peer) {
    return peer.getAddress().getAddress().length == V4_LENGTH - 2;
  }

  public int count() {
    return v4.remaining() / V4_LENGTH + v6.remaining() / V6_LENGTH;
  }

  /// All entries, IPv4 first, but those with port 0: nobody can connect there.
  public List<InetSocketAddress> addresses() {
    List<InetSocketAddress> addresses = new ArrayList<>(count());
    read(v4.duplicate(), new byte[V4_LENGTH - 2], addresses);
    read(v6.duplicate(), new byte[V6_LENGTH - 2], addresses);
    return addresses;
  }

  private static void read(ByteBuffer in, byte[] address, List<InetSocketAddress> addresses) {
    while (in.hasRemaining()) {
      in.get(address);
      int port = in.getShort() & 0xffff;
      if (port != 0) {
        addresses.add(new InetSocketAddress(addressOf(address), port));
      }
    }
  }

  static InetAddress addressOf(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
    }
  }
}
