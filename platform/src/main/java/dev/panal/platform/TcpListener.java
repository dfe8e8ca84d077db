package dev.panal.platform;

import dev.panal.io.ConnectionHandler;
import dev.panal.io.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An open TCP port.
final class TcpListener implements Network.Listener, Ready {
  /// Connections accepted in one turn; those that wait in the system's queue lose nothing.
  private static final int ACCEPTS_PER_TURN = 64;

  /// The system cuts this to its own limit; a burst of peers should not be refused by ours.
  private static final int BACKLOG = 1024;

  /// When no connection can be had (out of file handles), trying again at once only burns time.
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(TcpListener.class);

  private final SocketRoom room;
  private final Network.Acceptor acceptor;
  private final ServerSocketChannel channel;
  private final InetSocketAddress local;
  private final SelectionKey key;

  TcpListener(SocketRoom room, InetSocketAddress wanted, Network.Acceptor acceptor)
      throws IOException {
    this.room = room;
    this.acceptor = acceptor;
    this.channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      // A program that is started again gets its port although old connections still die away.
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(wanted, BACKLOG);
      local = (InetSocketAddress) channel.getLocalAddress();
      key = room.loop().register(channel, SelectionKey.OP_ACCEPT, this);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void ready(SelectionKey selected) {
    for (int i = 0; i < ACCEPTS_PER_TURN && channel.isOpen(); i++) {
      try {
        SocketChannel accepted = channel.accept();
        if (accepted == null) {
          return;
        }
        take(accepted);
      } catch (IOException e) {
        pause(e);
        return;
      }
    }
  }

  private void take(SocketChannel accepted) throws IOException {
    TcpConnection connection;
    try {
      InetSocketAddress remote = (InetSocketAddress) accepted.getRemoteAddress();
      connection = new TcpConnection(room, remote, null);
      connection.accepted(accepted);
    } catch (IOException e) {
      log.debug("A connection was gone before it was accepted", e);
      accepted.close();
      return;
    }
    @Nullable ConnectionHandler handler = null;
    try {
      handler = acceptor.accept(connection);
    } catch (RuntimeException | Error e) {
      log.warn("Closing the connection of {}: its acceptor failed", connection.remote(), e);
    }
    if (handler == null) {
      connection.close();
    } else {
      connection.adopt(handler);
    }
  }

  private void pause(IOException e) {
    if (!channel.isOpen()) {
      return;
    }
    // First of all, so that whatever fails next cannot make the loop spin.
    key.interestOps(0);
    log.warn("No connection can be accepted on {}: {}", local, SocketErrors.text(e));
    room.loop().schedule(PAUSE_AFTER_FAILURE, this::resume);
  }

  private void resume() {
    if (key.isValid()) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  @Override
  public void close() {
    room.loop().requireLoop();
    try {
      channel.close();
      room.loop().releaseClosed();
    } catch (IOException e) {
      log.debug("Closing the listener on {} failed", local, e);
    }
  }

  @Override
  public void loopEnds() {
    close();
  }
}
