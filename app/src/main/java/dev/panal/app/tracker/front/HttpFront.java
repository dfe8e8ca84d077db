package dev.panal.app.tracker.front;

import dev.panal.tracker.HttpTracker;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;

/// The tracker's HTTP port.
public final class HttpFront implements AutoCloseable {
  /// An announce is some 300 bytes; a scrape of 74 torrents, as many as a datagram carries, 6 KiB.
  private static final int MAX_REQUEST_BYTES = 16 * 1024;

  private static final int HEADER_BYTES = 2 * 1024;

  private static final int STOP_MILLIS = 500;

  private final Server server;
  private final @Nullable Tls tls;
  private final ServerConnector connector;

  /// @param rooms who else may answer, in this order; started and stopped with the server
  /// @param trouble hears, in words for people, what goes wrong later
  /// @throws IOException if the certificate cannot be used; the message names the option
  public HttpFront(
      FrontOptions options, HttpTracker tracker, List<Handler> rooms, Consumer<String> trouble)
      throws IOException {
    // Selectors and acceptors live as long as the server; whatever might block gets a virtual
    // thread.
    QueuedThreadPool threads = new QueuedThreadPool(8, 2);
    threads.setName("panal-http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(new VirtualThreadPool());
    server = new Server(threads);
    FrontLimits limits = options.limits();
    Forwarded forwarded = new Forwarded(options.proxies());
    AddressPlaces places = new AddressPlaces(limits.connectionsPerAddress(), forwarded::trusts);
    tls = options.tls().isPresent() ? new Tls(options.tls().get(), trouble) : null;
    connector =
        new ClientConnector(
            server, places, limits, protocols(tls, options.proxies().isEmpty() ? tracker : null));
    InetAddress address = options.address();
    connector.setHost(address.isAnyLocalAddress() ? null : address.getHostAddress());
    connector.setPort(options.port());
    connector.setIdleTimeout(limits.idle().toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    Handler order =
        new Handler.Sequence(new Announces(tracker), new Rooms(rooms, limits.bodyBytes()));
    server.setHandler(options.proxies().isEmpty() ? order : new BehindProxies(forwarded, order));
    server.setErrorHandler(PlainAnswer::error);
    server.setStopTimeout(STOP_MILLIS);
  }

  /// @param tracker answers announces past the server; null where a proxy's word has to be heard
  private static ConnectionFactory[] protocols(@Nullable Tls tls, @Nullable HttpTracker tracker) {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(MAX_REQUEST_BYTES);
    http.setResponseHeaderSize(HEADER_BYTES);
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    HttpConnectionFactory server = new HttpConnectionFactory(http);
    List<ConnectionFactory> protocols = new ArrayList<>();
    if (tracker != null) {
      protocols.add(new QuickAnnounces(tracker, server));
    }
    protocols.add(server);
    if (tls != null) {
      // Names that are not in the certificate are for clients to judge.
      http.addCustomizer(new SecureRequestCustomizer(false));
      // The first byte tells which of the two a client speaks.
      SslConnectionFactory secure = tls.protocol(protocols.getFirst().getProtocol());
      protocols.addFirst(new DetectorConnectionFactory(secure));
    }
    return protocols.toArray(ConnectionFactory[]::new);
  }

  /// Whether the port speaks TLS, too.
  public boolean secure() {
    return tls != null;
  }

  /// Connections that are open, and those that were refused because their address had too many.
  ///
  /// @param request one that came to this port
  public static Connections connections(Request request) {
    return request.getConnectionMetaData().getConnector() instanceof ClientConnector connector
        ? new Connections(connector.getConnectedEndPoints().size(), connector.refused())
        : new Connections(0, 0);
  }

  /// @param open now
  /// @param refused since the start
  public record Connections(int open, long refused) {}

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
    if (tls != null) {
      tls.watch(connector.getScheduler());
    }
    return connector.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (TimeoutException e) {
      // Requests that were not over in time are cut off.
    } catch (Exception e) {
      throw new IOException("the HTTP server did not stop: " + e, e);
    }
  }
}
