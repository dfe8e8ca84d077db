package dev.panal.app.tracker.page;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;

/// Who asks, and under which name the server was asked.
final class Caller {
  /// Domains that no public name server knows, so that nobody outside can make a browser take one
  /// of their own names for ours.
  private static final List<String> PRIVATE_DOMAINS =
      List.of(".localhost", ".local", ".lan", ".home", ".internal", ".home.arpa", ".test");

  private final Request request;

  Caller(Request request) {
    this.request = request;
  }

  /// Whether it is somebody of this machine or its own network, who also asked for it by a name
  /// that only they would use.
  ///
  /// A proxy that nobody told us to trust brings the whole world under its own address; and a web
  /// page from anywhere may have its own name lead here (DNS rebinding), so that a browser in this
  /// network takes it for ours. Neither is local.
  boolean local() {
    InetAddress address = address();
    boolean near =
        address.isLoopbackAddress()
            || address.isSiteLocalAddress()
            || address.isLinkLocalAddress()
            || isUniqueLocal(address);
    return near && !forwardedByStranger() && privateName(Request.getServerName(request));
  }

  InetAddress address() {
    return request.getConnectionMetaData().getRemoteSocketAddress()
                instanceof InetSocketAddress remote
            && remote.getAddress() != null
        ? remote.getAddress()
        : InetAddress.ofLiteral("0.0.0.0");
  }

  /// fc00::/7, which Java does not know as local.
  private static boolean isUniqueLocal(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
  }

  private boolean forwardedByStranger() {
    SocketAddress told = request.getConnectionMetaData().getRemoteSocketAddress();
    SocketAddress real =
        request.getConnectionMetaData().getConnection().getEndPoint().getRemoteSocketAddress();
    boolean forwarded =
        request.getHeaders().contains(HttpHeader.X_FORWARDED_FOR)
            || request.getHeaders().contains(HttpHeader.FORWARDED)
            || request.getHeaders().contains(HttpHeader.VIA);
    return forwarded && (told == null || told.equals(real));
  }

  static boolean privateName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    boolean literal = name.contains(":") || name.matches("[0-9.]+");
    boolean single = name.indexOf('.') < 0;
    return literal || single || PRIVATE_DOMAINS.stream().anyMatch(name::endsWith);
  }

  /// `http://host:port`, as the caller wrote it.
  String base() {
    String scheme = request.isSecure() ? "https" : "http";
    int port = Request.getServerPort(request);
    boolean usual = port == (scheme.equals("https") ? 443 : 80) || port <= 0;
    return scheme + "://" + host() + (usual ? "" : ":" + port);
  }

  private String host() {
    return HostPort.normalizeHost(Request.getServerName(request));
  }

  /// Where peers find this tracker: at the address that the caller found it at. Datagrams go there
  /// too, unless something stands between that is no tracker.
  List<String> announceUrls(int httpPort, int udpPort) {
    List<String> urls = new ArrayList<>();
    urls.add(base() + "/announce");
    if (!request.isSecure() && Request.getServerPort(request) == httpPort) {
      urls.add("udp://" + host() + ":" + udpPort + "/announce");
    }
    return urls;
  }
}
