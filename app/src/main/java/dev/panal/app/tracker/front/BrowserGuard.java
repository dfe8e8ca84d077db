package dev.panal.app.tracker.front;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The one place for the rules of browsers.
///
/// A browser sends what any page tells it to, so a request that changes something must come from
/// our own page: its `Origin`, else its `Referer`, must name the host that it was sent to; else
/// `Sec-Fetch-Site` must say that it is of the same origin. Programs send none of these and pass,
/// because nobody can make them send anything.
///
/// That is not enough for a tracker that listens on loopback only: a page of evil.example may have
/// its own name lead to 127.0.0.1, and then is of the same origin (DNS rebinding). So what comes in
/// over loopback from a browser, and not through a trusted proxy, must have been sent to an address
/// or to `localhost`.
///
/// All answers of the rooms tell browsers to run and load nothing but files of this server, to
/// guess no types, and not to be shown inside other pages.
final class BrowserGuard extends Handler.Wrapper {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
          + " 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

  BrowserGuard(Handler rooms) {
    super(rooms);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    // Not `no-referrer`: with that, browsers hide the origin of our own forms, too.
    headers.put("Referrer-Policy", "same-origin");
    Optional<String> fault = fault(request);
    if (fault.isPresent()) {
      PlainAnswer.send(response, callback, HttpStatus.FORBIDDEN_403, fault.get());
      return true;
    }
    return super.handle(request, response, callback);
  }

  private static Optional<String> fault(Request request) {
    if (HARMLESS.contains(request.getMethod())) {
      return Optional.empty();
    }
    HttpFields headers = request.getHeaders();
    if (rebound(request)) {
      return Optional.of("Host: use the address of this server, or localhost");
    }
    String origin = headers.get(HttpHeader.ORIGIN);
    if (origin != null) {
      return own(origin, request) ? Optional.empty() : foreign("Origin");
    }
    String referer = headers.get(HttpHeader.REFERER);
    if (referer != null) {
      return own(referer, request) ? Optional.empty() : foreign("Referer");
    }
    String site = headers.get("Sec-Fetch-Site");
    return site == null || site.equals("same-origin") || site.equals("none")
        ? Optional.empty()
        : foreign("Sec-Fetch-Site");
  }

  private static boolean rebound(Request request) {
    HttpFields headers = request.getHeaders();
    boolean browser =
        headers.contains(HttpHeader.ORIGIN)
            || headers.contains(HttpHeader.REFERER)
            || headers.contains("Sec-Fetch-Site");
    return browser
        && request.getConnectionMetaData().getLocalSocketAddress()
            instanceof InetSocketAddress local
        && local.getAddress().isLoopbackAddress()
        && Request.as(request, BehindProxies.Original.class) == null
        && !ours(request.getHttpURI().getHost());
  }

  private static boolean ours(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    try {
      String digits =
          name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
      return InetAddress.ofLiteral(digits).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<String> foreign(String header) {
    return Optional.of(header + ": this may be done from this server's own pages only");
  }

  /// Whether `page`, an origin or address of a page, is on the host and port that the request
  /// names.
  private static boolean own(String page, Request request) {
    HttpURI target = request.getHttpURI();
    if (target.getHost() == null) {
      return false;
    }
    try {
      URI uri = new URI(page);
      String scheme = uri.getScheme();
      return scheme != null
          && uri.getHost() != null
          && uri.getHost()
              .toLowerCase(Locale.ROOT)
              .equals(target.getHost().toLowerCase(Locale.ROOT))
          && port(scheme, uri.getPort()) == port(scheme, target.getPort());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int port(String scheme, int port) {
    return port > 0 ? port : scheme.equalsIgnoreCase("https") ? 443 : 80;
  }
}
