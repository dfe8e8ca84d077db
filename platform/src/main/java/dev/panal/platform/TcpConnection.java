package dev.panal.platform;

import dev.panal.io.CloseReason;
import dev.panal.io.CloseReason.Kind;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A TCP connection on the loop.
///
/// Nothing is written before the end of the turn, and no callback is made from inside a call of the
/// owner: what a call sets off arrives from the flush or as a task of its own.
final class TcpConnection implements Connection, Ready {
  /// What one connection may send in one turn; the rest waits for the next, so that a fast peer
  /// does not keep the others waiting.
  private static final int FLUSH_BYTES_PER_TURN = 1 << 20;

  private static final InetSocketAddress UNKNOWN = new InetSocketAddress(0);
  private static final Logger log = LoggerFactory.getLogger(TcpConnection.class);

  private enum State {
    CONNECTING,
    OPEN,
    CLOSED
  }

  private final SocketRoom room;
  private final NioLoop loop;
  private final InetSocketAddress remote;
  private final WriteQueue queue;
  private @Nullable ConnectionHandler handler;
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private EventLoop.@Nullable Timer connectTimeout;
  private @Nullable InetSocketAddress local;
  private State state = State.CONNECTING;
  private boolean readingPaused;
  private boolean waitsForRoom;
  private boolean overMark;
  private boolean dirty;

  TcpConnection(SocketRoom room, InetSocketAddress remote, @Nullable ConnectionHandler handler) {
    this.room = room;
    this.loop = room.loop();
    this.remote = remote;
    this.handler = handler;
    this.queue = new WriteQueue(room.chunks());
  }

  /// Starts an outgoing connection.
  void connect(@Nullable InetAddress from, Duration timeout) {
    try {
      SocketChannel opened = SocketChannel.open();
      channel = opened;
      configure(opened);
      if (from != null) {
        opened.bind(new InetSocketAddress(from, 0));
      }
      if (opened.connect(remote)) {
        key = loop.register(opened, 0, this);
        loop.execute(this::connected);
      } else {
        key = loop.register(opened, SelectionKey.OP_CONNECT, this);
      }
      connectTimeout = loop.schedule(timeout, this::connectTimedOut);
    } catch (IOException | RuntimeException e) {
      // Unchecked: address families and addresses the machine cannot reach.
      end(SocketErrors.connecting(e));
    }
  }

  /// Takes over a channel that was accepted. Its handler is set by [#adopt(ConnectionHandler)].
  void accepted(SocketChannel opened) throws IOException {
    channel = opened;
    configure(opened);
    state = State.OPEN;
    key = loop.register(opened, 0, this);
  }

  void adopt(ConnectionHandler owner) {
    handler = owner;
    updateInterest();
  }

  private static void configure(SocketChannel opened) throws IOException {
    opened.configureBlocking(false);
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public InetSocketAddress local() {
    if (local == null && channel != null && state == State.OPEN) {
      try {
        local = (InetSocketAddress) channel.getLocalAddress();
      } catch (IOException e) {
        log.debug("No local address for the connection with {}", remote, e);
      }
    }
    return local == null ? UNKNOWN : local;
  }

  @Override
  public void write(ByteBuffer bytes) {
    loop.requireLoop();
    if (state == State.CLOSED) {
      bytes.position(bytes.limit());
      return;
    }
    queue.copy(bytes);
    queued();
  }

  @Override
  public void write(ByteBuffer bytes, Runnable released) {
    loop.requireLoop();
    if (state == State.CLOSED) {
      loop.execute(released);
      return;
    }
    queue.reference(bytes, released);
    queued();
  }

  private void queued() {
    if (queue.queuedBytes() >= WRITE_MARK_BYTES) {
      overMark = true;
    }
    if (!waitsForRoom) {
      flushLater();
    }
  }

  private void flushLater() {
    if (!dirty && state == State.OPEN) {
      dirty = true;
      loop.flushAtTurnEnd(this);
    }
  }

  @Override
  public int queuedBytes() {
    return queue.queuedBytes();
  }

  @Override
  public void pauseReading() {
    loop.requireLoop();
    readingPaused = true;
    updateInterest();
  }

  @Override
  public void resumeReading() {
    loop.requireLoop();
    readingPaused = false;
    updateInterest();
  }

  /// The selector itself compares before it tells the system, so a pause that is taken back in the
  /// same turn costs nothing.
  private void updateInterest() {
    if (state == State.OPEN && key != null && key.isValid()) {
      int operations =
          (readingPaused || handler == null ? 0 : SelectionKey.OP_READ)
              | (waitsForRoom ? SelectionKey.OP_WRITE : 0);
      if (key.interestOps() != operations) {
        key.interestOps(operations);
      }
    }
  }

  @Override
  public void ready(SelectionKey selected) {
    int operations = selected.readyOps();
    try {
      if (state == State.CONNECTING) {
        finishConnect();
        return;
      }
      if ((operations & SelectionKey.OP_READ) != 0) {
        read();
      }
      if ((operations & SelectionKey.OP_WRITE) != 0) {
        waitsForRoom = false;
        flush();
        updateInterest();
      }
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void finishConnect() {
    SocketChannel open = channel;
    if (open == null) {
      return;
    }
    try {
      if (open.finishConnect()) {
        connected();
      }
    } catch (IOException e) {
      end(SocketErrors.connecting(e));
    }
  }

  private void connected() {
    if (state != State.CONNECTING) {
      return;
    }
    if (connectTimeout != null) {
      connectTimeout.cancel();
    }
    state = State.OPEN;
    updateInterest();
    if (!queue.isEmpty()) {
      flushLater();
    }
    try {
      owner().onConnected();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void connectTimedOut() {
    if (state == State.CONNECTING) {
      end(new CloseReason(Kind.TIMED_OUT, "no answer"));
    }
  }

  /// One read a turn: the buffer is large, and whoever has more is ready again in the next turn.
  private void read() {
    SocketChannel open = channel;
    if (open == null || handler == null || state != State.OPEN || readingPaused) {
      return;
    }
    ByteBuffer buffer = room.readBuffer().clear();
    try {
      if (open.read(buffer) < 0) {
        end(new CloseReason(Kind.REMOTE, "closed by the remote"));
        return;
      }
    } catch (IOException e) {
      end(SocketErrors.reset(e));
      return;
    }
    if (buffer.position() > 0) {
      handler.onBytes(buffer.flip());
    }
  }

  /// Sends what the socket takes, gives memory back, and tells a writer that waits.
  void flush() {
    dirty = false;
    try {
      send();
      if (overMark && state == State.OPEN && queue.queuedBytes() <= WRITE_MARK_BYTES / 2) {
        overMark = false;
        owner().onWritable();
      }
    } catch (IOException e) {
      end(SocketErrors.reset(e));
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void send() throws IOException {
    int budget = FLUSH_BYTES_PER_TURN;
    SocketChannel open = channel;
    while (open != null && state == State.OPEN && !waitsForRoom && !queue.isEmpty()) {
      if (budget <= 0) {
        flushLater();
        return;
      }
      int before = queue.queuedBytes();
      if (queue.writeTo(open, room.gather()) > 0) {
        waitsForRoom = true;
        updateInterest();
      }
      budget -= before - queue.queuedBytes();
      releaseSent();
    }
  }

  private void releaseSent() {
    for (WriteQueue.Entry e = queue.pollSent(); e != null; e = queue.pollSent()) {
      e.release();
    }
  }

  @Override
  public void close() {
    loop.requireLoop();
    end(new CloseReason(Kind.LOCAL, "closed by us"));
  }

  @Override
  public void loopEnds() {
    close();
  }

  private void failed(Throwable e) {
    log.warn("Closing the connection with {}: its handler failed", remote, e);
    end(new CloseReason(Kind.FAILED, e.toString()));
  }

  private void end(CloseReason reason) {
    if (state == State.CLOSED) {
      return;
    }
    if (reason.kind() == Kind.LOCAL) {
      sendLast();
    }
    state = State.CLOSED;
    if (connectTimeout != null) {
      connectTimeout.cancel();
    }
    closeChannel();
    loop.execute(() -> closed(reason));
  }

  /// What can leave at once. Gives no memory back yet: we may be inside a call of the owner.
  private void sendLast() {
    SocketChannel open = channel;
    if (open == null || state != State.OPEN || waitsForRoom) {
      return;
    }
    try {
      while (queue.queuedBytes() > 0) {
        if (queue.writeTo(open, room.gather()) > 0) {
          return;
        }
      }
    } catch (IOException e) {
      log.debug("The last bytes for {} were lost", remote, e);
    }
  }

  private void closeChannel() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      log.debug("Closing the socket to {} failed", remote, e);
    }
  }

  private void closed(CloseReason reason) {
    for (WriteQueue.Entry e = queue.poll(); e != null; e = queue.poll()) {
      try {
        e.release();
      } catch (RuntimeException | Error failure) {
        log.error("Giving memory back failed for the connection with {}", remote, failure);
      }
    }
    owner().onClosed(reason);
  }

  private ConnectionHandler owner() {
    return handler == null ? NOBODY : handler;
  }

  /// For a connection its acceptor did not want.
  private static final ConnectionHandler NOBODY =
      new ConnectionHandler() {
        @Override
        public void onBytes(ByteBuffer bytes) {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed(CloseReason reason) {}
      };
}
