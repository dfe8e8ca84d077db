package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Short words for what the tests of the store say over and over.
final class Announcer {
  private Announcer() {}

  static InfoHash swarm(int number) {
    byte[] bytes = new byte[20];
    ByteBuffer.wrap(bytes).putInt(number * 0x9e3779b9).putInt(16, number);
    return InfoHash.of(bytes);
  }

  /// Clients of five versions.
  static PeerId id(int number) {
    return id(0x2d504e3031302d00L + number % 5, number);
  }

  static PeerId id(long prefix, int number) {
    return PeerId.of(ByteBuffer.allocate(20).putLong(prefix).putInt(16, number).array());
  }

  static InetAddress v4(int number) {
    return address(ByteBuffer.allocate(4).putInt(0x0a000000 + number).array());
  }

  /// Addresses with the same `number` / 16 are in one /64.
  static InetAddress v6(int number) {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putInt(0x20010db8).putInt(number / 16).putLong(number % 16 + 1);
    return address(bytes.array());
  }

  static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /// A leecher says that it is here.
  static Announcement here(InfoHash swarm, PeerId id, InetAddress address, int port) {
    return said(swarm, id, address, port, 0, Announcement.Change.HERE, 1, 50);
  }

  static Announcement seeding(InfoHash swarm, PeerId id, InetAddress address, int port) {
    return said(swarm, id, address, port, 0, Announcement.Change.HERE, 0, 50);
  }

  static Announcement stopped(InfoHash swarm, PeerId id, InetAddress address, int port) {
    return said(swarm, id, address, port, 0, Announcement.Change.STOPPED, 1, 0);
  }

  static Announcement said(
      InfoHash swarm,
      PeerId id,
      InetAddress address,
      int port,
      int key,
      Announcement.Change change,
      long left,
      int wanted) {
    boolean v6 = address.getAddress().length == 16;
    return new Announcement()
        .swarm(swarm)
        .peer(id, key)
        .at(address, port)
        .says(change, 0, 0, left)
        .wants(wanted, v6, false, false);
  }

  static List<InetSocketAddress> peers(Answer answer) {
    List<InetSocketAddress> peers = new ArrayList<>();
    read(answer.v4.duplicate(), 4, peers);
    read(answer.v6.duplicate(), 16, peers);
    return peers;
  }

  private static void read(ByteBuffer in, int addressBytes, List<InetSocketAddress> peers) {
    while (in.hasRemaining()) {
      byte[] address = new byte[addressBytes];
      in.get(address);
      peers.add(new InetSocketAddress(address(address), in.getShort() & 0xffff));
    }
  }
}
