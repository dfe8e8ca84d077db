package dev.panal.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// A socket that shows its streams only as TLS, after both sides have proved that they know the
/// ring's secret. To JGroups it is a plain socket: its own way with TLS sockets waits for a
/// stranger's handshake without an end.
final class SealedSocket extends Socket {
  /// A handshake is two turns of the network. Longer than any that is still usable.
  static final Duration HANDSHAKE = Duration.ofSeconds(3);

  private final SSLSocketFactory tls;
  private final Gate.Watch watch;
  private volatile @Nullable SSLSocket sealed;

  SealedSocket(SSLSocketFactory tls, Gate.Watch watch) {
    this.tls = tls;
    this.watch = watch;
  }

  @Override
  public void connect(SocketAddress target) throws IOException {
    connect(target, (int) HANDSHAKE.toMillis());
  }

  @Override
  public void connect(SocketAddress target, int timeoutMillis) throws IOException {
    watch.opened(this);
    super.connect(target, timeoutMillis);
    try {
      seal(true);
    } catch (IOException e) {
      watch.refused("the node at " + target + " is none of this ring", e);
      close();
      throw e;
    }
  }

  /// Waits for the handshake.
  ///
  /// @param client whether we connected to them
  void seal(boolean client) throws IOException {
    setSoTimeout((int) HANDSHAKE.toMillis());
    setTcpNoDelay(true);
    SSLSocket over = (SSLSocket) tls.createSocket(this, null, getPort(), true);
    over.setUseClientMode(client);
    over.setEnabledProtocols(new String[] {"TLSv1.3"});
    if (!client) {
      over.setNeedClientAuth(true);
    }
    over.startHandshake();
    if (client) {
      // A client is through before the server has seen its certificate: the first byte tells.
      if (over.getInputStream().read() != Gate.WELCOME) {
        throw new IOException("not welcome there");
      }
    } else {
      over.getOutputStream().write(Gate.WELCOME);
    }
    setSoTimeout(0);
    sealed = over;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    SSLSocket over = sealed;
    return over == null ? super.getInputStream() : over.getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    SSLSocket over = sealed;
    return over == null ? super.getOutputStream() : over.getOutputStream();
  }

  /// Without TLS's farewell, which would wait for whoever is writing to a peer that does not read.
  @Override
  public void close() throws IOException {
    watch.closed(this);
    super.close();
  }
}
