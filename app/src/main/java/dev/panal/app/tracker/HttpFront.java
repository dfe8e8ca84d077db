package dev.panal.app.tracker;

import dev.panal.tracker.HttpAnswer;
import dev.panal.tracker.HttpCall;
import dev.panal.tracker.HttpTracker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// The tracker's HTTP port.
final class HttpFront implements AutoCloseable {
  /// An announce is some 300 bytes; a scrape of 74 torrents, as many as a datagram carries, 6 KiB.
  private static final int MAX_REQUEST_BYTES = 16 * 1024;

  private static final int HEADER_BYTES = 1024;

  /// Connections are short; this many at once are a flood, or a leak in a client.
  private static final int MAX_CONNECTIONS = 16_384;

  /// A client that neither asks nor goes.
  private static final int IDLE_MILLIS = 15_000;

  private static final int STOP_MILLIS = 500;

  private final Server server;
  private final ServerConnector connector;

  HttpFront(InetAddress address, int port, HttpTracker tracker) {
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
    server.setHandler(new Announces(tracker));
    server.setErrorHandler(HttpFront::plainError);
    server.setStopTimeout(STOP_MILLIS);
  }

  /// @return the port that was taken
  /// @throws IOException if the port cannot be had
  int start() throws IOException {
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

  // Jetty's own pages show what an exception said.
  private static boolean plainError(Request request, Response response, Callback callback) {
    send(response, callback, new HttpAnswer(response.getStatus(), "text/plain", text(response)));
    return true;
  }

  private static byte[] text(Response response) {
    return (HttpStatus.getMessage(response.getStatus()) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void send(Response response, Callback callback, HttpAnswer answer) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }

  /// Every GET goes to the tracker as it came.
  private static final class Announces extends Handler.Abstract.NonBlocking {
    private final HttpTracker tracker;

    Announces(HttpTracker tracker) {
      this.tracker = tracker;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      if (!HttpMethod.GET.is(request.getMethod())) {
        Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
        return true;
      }
      if (!(request.getConnectionMetaData().getRemoteSocketAddress()
          instanceof InetSocketAddress remote)) {
        return false;
      }
      HttpCall call =
          new HttpCall(
              request.getHttpURI().getPath(), request.getHttpURI().getQuery(), remote.getAddress());
      tracker.answer(call, answer -> send(response, callback, answer));
      return true;
    }
  }
}
