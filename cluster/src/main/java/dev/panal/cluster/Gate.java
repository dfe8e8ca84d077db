package dev.panal.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jgroups.util.DefaultSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ring's port. JGroups, behind it, believes whoever connects: who they say they are, how long
/// their messages are. So it is handed only connections of nodes of this ring, and whatever else
/// comes is closed here, after a bounded time, and logged once a minute.
final class Gate extends ServerSocket {
  /// Sent when a client's certificate was the right one.
  static final int WELCOME = 'P';

  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  /// Handshakes at a time. Nodes of a ring come one by one; strangers beyond that wait for nobody.
  private static final int MAX_HANDSHAKES = 64;

  private static final long LOOK_MILLIS = 200;

  private final SSLSocketFactory tls;
  private final Watch watch;
  private final LinkedBlockingQueue<Socket> admitted = new LinkedBlockingQueue<>();
  private final Semaphore handshakes = new Semaphore(MAX_HANDSHAKES);
  private final AtomicBoolean open = new AtomicBoolean();

  private Gate(SSLSocketFactory tls, Watch watch) throws IOException {
    this.tls = tls;
    this.watch = watch;
  }

  @Override
  public Socket accept() throws IOException {
    if (open.compareAndSet(false, true)) {
      Thread.ofVirtual().name("ring gate").start(this::admit);
    }
    try {
      while (!isClosed()) {
        Socket socket = admitted.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (socket != null) {
          return socket;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SocketException("closed");
  }

  private void admit() {
    while (!isClosed()) {
      SealedSocket socket = new SealedSocket(tls, watch);
      try {
        implAccept(socket);
      } catch (IOException e) {
        if (!isClosed()) {
          watch.trouble("cannot accept connections of the ring", e);
          pause(); // out of file descriptors, say: it will not be better in a microsecond
        }
        continue;
      }
      if (!handshakes.tryAcquire()) {
        watch.trouble("too many strangers at the ring's port", new IOException("turned away"));
        close(socket);
        continue;
      }
      Thread.ofVirtual().name("ring handshake").start(() -> admit(socket));
    }
  }

  private void admit(SealedSocket socket) {
    Thread hurry =
        Thread.ofVirtual()
            .start(() -> {
              // Each read has its limit; this is for who sends a byte now and then.
              if (slept(2 * SealedSocket.HANDSHAKE.toMillis())) {
                close(socket);
              }
            });
    String peer = String.valueOf(socket.getRemoteSocketAddress());
    try {
      watch.opened(socket);
      socket.seal(false);
      admitted.add(socket);
    } catch (IOException | RuntimeException e) {
      watch.refused("refused a connection to the ring from " + peer, e);
      close(socket);
    } finally {
      hurry.interrupt();
      handshakes.release();
    }
  }

  private static void pause() {
    slept(LOOK_MILLIS);
  }

  private static boolean slept(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing", e);
    }
  }

  /// Who is told of sockets and refusals; it knows all open sockets of a node.
  static final class Watch {
    private final Rarely log = new Rarely(LOG);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    /// Connections that just end are no refusals: nodes leave, and of two that connect to each
    /// other at once one connection goes.
    void refused(String what, Exception why) {
      boolean ended = !(why instanceof SSLException) || why.getCause() instanceof EOFException;
      if (ended || cut) {
        LOG.debug("{}: {}", what, why.getMessage());
      } else {
        log.warn(what + ": " + why.getMessage());
      }
    }

    void trouble(String what, Exception why) {
      log.warn(what + ": " + why.getMessage());
    }

    void opened(Socket socket) throws SocketException {
      sockets.add(socket);
      if (cut) {
        close(socket);
        throw new SocketException("this node has ended");
      }
    }

    void closed(Socket socket) {
      sockets.remove(socket);
    }

    /// Ends all connections, for good and without a word, as if the process had died.
    void cut() {
      cut = true;
      sockets.forEach(Gate::close);
    }

    private static void close(Socket socket) {
      Gate.close(socket);
    }
  }

  /// What JGroups makes its sockets with.
  static final class Sockets extends DefaultSocketFactory {
    private final SSLSocketFactory tls;
    private final Watch watch;

    Sockets(SSLSocketFactory tls, Watch watch) {
      this.tls = tls;
      this.watch = watch;
    }

    @Override
    public Socket createSocket(String service) {
      return new SealedSocket(tls, watch);
    }

    @Override
    public ServerSocket createServerSocket(String service) throws IOException {
      return new Gate(tls, watch);
    }
  }
}
