package dev.panal.platform;

import dev.panal.io.Datagrams;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A UDP socket on the loop.
final class UdpSocket implements Datagrams, Ready {
  /// Datagrams taken in one turn; the rest waits in the socket's own queue.
  private static final int DATAGRAMS_PER_TURN = 256;

  /// The system's queue, which it may cut. Between two turns a busy tracker gets some thousand
  /// datagrams of a hundred bytes each.
  private static final int SYSTEM_QUEUE_BYTES = 2 << 20;

  private static final Logger log = LoggerFactory.getLogger(UdpSocket.class);

  private final SocketRoom room;
  private final Handler handler;
  private final DatagramChannel channel;
  private final InetSocketAddress local;

  UdpSocket(SocketRoom room, InetSocketAddress wanted, Handler handler) throws IOException {
    this.room = room;
    this.handler = handler;
    this.channel = open(wanted);
    try {
      local = (InetSocketAddress) channel.getLocalAddress();
      room.loop().register(channel, SelectionKey.OP_READ, this);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// A bound channel that does not block, with queues as large as the system gives them.
  static DatagramChannel open(InetSocketAddress wanted) throws IOException {
    // Java's socket for both families takes a detour in the system that IPv4 alone can do without.
    boolean v4Only =
        wanted.getAddress() instanceof Inet4Address address && !address.isAnyLocalAddress();
    DatagramChannel channel =
        v4Only ? DatagramChannel.open(StandardProtocolFamily.INET) : DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SYSTEM_QUEUE_BYTES);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SYSTEM_QUEUE_BYTES);
      channel.bind(wanted);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return channel;
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void ready(SelectionKey selected) {
    for (int i = 0; i < DATAGRAMS_PER_TURN && channel.isOpen(); i++) {
      ByteBuffer buffer = room.readBuffer().clear();
      InetSocketAddress from;
      try {
        from = (InetSocketAddress) channel.receive(buffer);
      } catch (IOException e) {
        // An answer of the network to something we sent; the socket is as good as before.
        log.debug("Receiving on {} failed", local, e);
        return;
      }
      if (from == null) {
        return;
      }
      deliver(buffer.flip(), from);
    }
  }

  private void deliver(ByteBuffer bytes, InetSocketAddress from) {
    try {
      handler.onDatagram(bytes, from);
    } catch (RuntimeException | Error e) {
      log.warn("A datagram from {} was dropped: its handler failed", from, e);
    }
  }

  @Override
  public boolean send(ByteBuffer bytes, InetSocketAddress to) {
    room.loop().requireLoop();
    return send(channel, bytes, to);
  }

  /// See [Datagrams#send].
  static boolean send(DatagramChannel channel, ByteBuffer bytes, InetSocketAddress to) {
    int end = bytes.limit();
    boolean empty = !bytes.hasRemaining();
    try {
      return channel.send(bytes, to) > 0 || empty;
    } catch (IOException | RuntimeException e) {
      // Unchecked: address families and addresses the machine cannot reach.
      log.debug("Sending to {} failed", to, e);
      return false;
    } finally {
      bytes.position(end);
    }
  }

  @Override
  public void close() {
    room.loop().requireLoop();
    try {
      channel.close();
      room.loop().releaseClosed();
    } catch (IOException e) {
      log.debug("Closing the socket on {} failed", local, e);
    }
  }

  @Override
  public void loopEnds() {
    close();
  }
}
