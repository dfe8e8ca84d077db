package dev.panal.app.tracker.front;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.HostPort;

/// Shows requests that come through a trusted proxy as if the client had sent them here.
final class BehindProxies extends Handler.Wrapper {
  private final Forwarded forwarded;

  BehindProxies(Forwarded forwarded, Handler handler) {
    super(handler);
    this.forwarded = forwarded;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!(request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress remote)
        || !forwarded.trusts(remote.getAddress())) {
      return super.handle(request, response, callback);
    }
    Request original;
    try {
      original =
          new Original(request, forwarded.original(remote.getAddress(), request.getHeaders()));
    } catch (Forwarded.Doubtful | IllegalArgumentException e) {
      PlainAnswer.send(
          response, callback, HttpStatus.BAD_REQUEST_400, String.valueOf(e.getMessage()));
      return true;
    }
    return super.handle(original, response, callback);
  }

  /// The request as it was when it reached the first proxy.
  static final class Original extends Request.Wrapper {
    private final ConnectionMetaData connection;
    private final HttpURI uri;

    Original(Request request, Forwarded.Original original) {
      super(request);
      connection = new From(request.getConnectionMetaData(), original.client());
      HttpURI.Mutable asked = HttpURI.build(request.getHttpURI());
      original.scheme().ifPresent(asked::scheme);
      original
          .host()
          .map(HostPort::new)
          .ifPresent(host -> asked.authority(host.getHost(), host.getPort()));
      uri = asked.asImmutable();
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
      return connection;
    }

    @Override
    public HttpURI getHttpURI() {
      return uri;
    }

    @Override
    public boolean isSecure() {
      return "https".equals(uri.getScheme());
    }
  }

  private static final class From extends ConnectionMetaData.Wrapper {
    private final SocketAddress client;

    From(ConnectionMetaData connection, InetAddress client) {
      super(connection);
      // Which port it had is not said.
      this.client = new InetSocketAddress(client, 0);
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
      return client;
    }
  }
}
