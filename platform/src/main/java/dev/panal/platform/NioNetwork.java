package dev.panal.platform;

import dev.panal.io.Completion;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.DatagramService;
import dev.panal.io.Datagrams;
import dev.panal.io.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sockets of the operating system. The wildcard address means both families where the machine has
/// both, as everywhere in Java.
final class NioNetwork implements Network {
  private final SocketRoom room;
  private final Resolver resolver;
  private final boolean batchedDatagrams;

  NioNetwork(SocketRoom room, Resolver resolver, boolean batchedDatagrams) {
    this.room = room;
    this.batchedDatagrams = batchedDatagrams;
    this.resolver = resolver;
  }

  @Override
  public Connection connect(
      InetSocketAddress remote,
      @Nullable InetAddress local,
      Duration timeout,
      ConnectionHandler handler) {
    room.loop().requireLoop();
    if (remote.isUnresolved()) {
      throw new IllegalArgumentException(remote + " is not resolved");
    }
    TcpConnection connection = new TcpConnection(room, remote, handler);
    connection.connect(local, timeout);
    return connection;
  }

  @Override
  public Listener listen(InetSocketAddress local, Acceptor acceptor) throws IOException {
    room.loop().requireLoop();
    try {
      return new TcpListener(room, local, acceptor);
    } catch (IOException | RuntimeException e) {
      // Unchecked: unresolved addresses, and families the machine does not have.
      throw new IOException("cannot listen on " + show(local) + ": " + SocketErrors.text(e), e);
    }
  }

  @Override
  public Datagrams bind(InetSocketAddress local, Datagrams.Handler handler) throws IOException {
    room.loop().requireLoop();
    try {
      return new UdpSocket(room, local, handler);
    } catch (IOException | RuntimeException e) {
      throw new IOException("cannot bind UDP to " + show(local) + ": " + SocketErrors.text(e), e);
    }
  }

  @Override
  public DatagramService serve(InetSocketAddress local, DatagramService.Responder responder)
      throws IOException {
    room.loop().requireLoop();
    Optional<MessageCalls> calls = batchedDatagrams ? MessageCalls.load() : Optional.empty();
    if (calls.isPresent()) {
      try {
        MessageSocket opened = MessageSocket.open(room, calls.get(), local, responder);
        if (opened != null) {
          return opened;
        }
      } catch (IOException | RuntimeException e) {
        throw new IOException("cannot bind UDP to " + show(local) + ": " + SocketErrors.text(e), e);
      }
    }
    return Network.super.serve(local, responder);
  }

  @Override
  public void resolve(String host, Completion<List<InetAddress>> completion) {
    room.loop().requireLoop();
    resolver.resolve(host, completion);
  }

  private static String show(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
