package dev.panal.wire.tracker;

import dev.panal.wire.ProtocolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// Where a tracker is, and how it is spoken to.
public sealed interface TrackerUrl {
  /// Longer than any URL with a passkey.
  int MAX_LENGTH = 4096;

  /// A tracker over HTTP or HTTPS (BEP 3).
  ///
  /// @param uri all ASCII, with host, without fragment
  record Http(URI uri) implements TrackerUrl {
    private static final String ANNOUNCE = "announce";

    /// Where to GET the answer to `request`; what the URL has of a query stays in front.
    public URI announce(AnnounceRequest request) {
      return withQuery(uri.toString(), AnnounceQuery.encode(request));
    }

    /// Where to GET the answer to `request`. By convention (BEP 48) that is the URL with `scrape`
    /// for `announce` at the beginning of its last segment; other URLs cannot be scraped.
    public Optional<URI> scrape(ScrapeRequest request) {
      String url = uri.toString();
      int query = url.indexOf('?');
      int segment = url.lastIndexOf('/', query < 0 ? url.length() : query) + 1;
      if (!url.startsWith(ANNOUNCE, segment)) {
        return Optional.empty();
      }
      String scrape =
          url.substring(0, segment) + "scrape" + url.substring(segment + ANNOUNCE.length());
      return Optional.of(withQuery(scrape, ScrapeQuery.encode(request)));
    }

    private static URI withQuery(String url, String query) {
      int mark = url.indexOf('?');
      String joint = mark < 0 ? "?" : mark == url.length() - 1 ? "" : "&";
      return URI.create(query.isEmpty() ? url : url + joint + query);
    }
  }

  /// A tracker over UDP (BEP 15).
  ///
  /// @param host a name or a literal address, without brackets
  /// @param urlData path and query as they go into the announce (BEP 41); empty if there is none
  record Udp(String host, int port, String urlData) implements TrackerUrl {}

  /// @throws ProtocolException if this is nothing that can be announced to
  static TrackerUrl parse(String url) {
    URI uri = uri(url.strip());
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "http", "https" -> {
        checkHost(uri);
        yield new Http(withoutFragment(uri));
      }
      case "udp" -> {
        checkHost(uri);
        if (uri.getPort() < 1 || uri.getPort() > 65535) {
          throw new ProtocolException("tracker URL: no port");
        }
        String host = uri.getHost();
        yield new Udp(
            host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
            uri.getPort(),
            urlData(uri));
      }
      case "" -> throw new ProtocolException("tracker URL: no scheme");
      default -> throw new ProtocolException("tracker URL: scheme " + scheme + " is not supported");
    };
  }

  private static URI uri(String url) {
    if (url.length() > MAX_LENGTH) {
      throw new ProtocolException("tracker URL: longer than " + MAX_LENGTH);
    }
    try {
      // Escaping normalises characters, some of them to what a URL may not hold: so once more.
      return new URI(new URI(url).toASCIIString());
    } catch (URISyntaxException e) {
      throw new ProtocolException("tracker URL: " + e.getReason());
    }
  }

  private static void checkHost(URI uri) {
    if (uri.getHost() == null || uri.getPort() > 65535) {
      throw new ProtocolException("tracker URL: no valid host and port");
    }
  }

  private static URI withoutFragment(URI uri) {
    String text = uri.toString();
    int fragment = text.indexOf('#');
    return fragment < 0 ? uri : URI.create(text.substring(0, fragment));
  }

  private static String urlData(URI uri) {
    String query = uri.getRawQuery();
    String data = uri.getRawPath() + (query == null ? "" : "?" + query);
    if (data.length() > UdpRequest.Announce.MAX_URL_DATA_LENGTH) {
      throw new ProtocolException("tracker URL: path and query are too long");
    }
    return data.equals("/") ? "" : data;
  }
}
