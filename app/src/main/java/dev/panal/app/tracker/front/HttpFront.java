package dev.panal.app.tracker.front;

import dev.panal.tracker.HttpTracker;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// The tracker's HTTP port.
public final class HttpFront implements AutoCloseable {
  /// An announce is some 300 bytes; a scrape of 74 torrents, as many as a datagram carries, 6 KiB.
  private static final int MAX_REQUEST_BYTES = 16 * 1024;

  private static final int HEADER_BYTES = 2 * 1024;

  /// Connections are short; this many at once are a flood, or a leak in a client.
  private static final int MAX_CONNECTIONS = 16_384;

  /// A client that neither asks nor goes.
  private static final int IDLE_MILLIS = 15_000;

  private static final int STOP_MILLIS = 500;

  private final Server server;
  private final ServerConnector connector;

  /// @param port 0 takes any free port
  /// @param rooms who else may answer, in this order; those that the server starts, it stops
  public HttpFront(InetAddress address, int port, HttpTracker tracker, List<Handler> rooms) {
    // Selectors and acceptors live as long as the server; whatever might block gets a virtual
    // thread.
    QueuedThreadPool threads = new QueuedThreadPool(8, 2);
    threads.setName("panal-http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(new VirtualThreadPool());
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(MAX_REQUEST_BYTES);
    http.setResponseHeaderSize(HEADER_BYTES);
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address.isAnyLocalAddress() ? null : address.getHostAddress());
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
    server.setHandler(new Handler.Sequence(new Announces(tracker), new Rooms(rooms)));
    server.setErrorHandler(PlainAnswer::error);
    server.setStopTimeout(STOP_MILLIS);
  }

  /// @return the port that was taken
  /// @throws IOException if the port cannot be had
  public int start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      throw e.getCause() instanceof IOException cause ? cause : e;
    } catch (Exception e) {
      throw new IOException("the HTTP server did not start: " + e, e);
    }
    return connector.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the HTTP server did not stop: " + e, e);
    }
  }
}
