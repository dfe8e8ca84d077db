package dev.panal.app.tracker.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/// Which path is answered by whom. Called on virtual threads.
final class PageHandler extends Handler.Abstract {
  private static final String FILES = "/files/";
  private static final String ANNOUNCE = "/announce";
  private static final int FEED_ITEMS = 100;

  private final PageRooms rooms;
  private final Api api;
  private final TorrentFiles files;
  private final PageOptions options;
  private volatile @Nullable Assets assets;
  private volatile int httpPort;
  private volatile int udpPort;

  PageHandler(PageRooms rooms, Publishers publishers, PageOptions options) {
    this.rooms = rooms;
    this.options = options;
    this.files = new TorrentFiles(rooms.hosting());
    this.api = new Api(rooms, publishers);
  }

  void listens(int http, int udp) {
    httpPort = http;
    udpPort = udp;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = request.getHttpURI().getCanonicalPath();
    if (path == null) {
      return false;
    }
    if (path.equals("/api/v1/events") && HttpMethod.GET.is(request.getMethod())) {
      api.stream(request, response, callback);
      return true;
    }
    Optional<Reply> reply;
    try {
      reply = reply(request, path);
    } catch (Query.BadQuery e) {
      reply = Optional.of(Reply.error(400, String.valueOf(e.getMessage())));
    }
    reply.ifPresent(found -> found.packedFor(request).send(request, response, callback));
    return reply.isPresent();
  }

  private Optional<Reply> reply(Request request, String path) throws IOException {
    if (path.startsWith(Api.PREFIX)) {
      return api.reply(request, path.substring(Api.PREFIX.length()), announceUrls(request));
    }
    boolean page = path.equals("/") || path.startsWith("/torrents/") || isView(path);
    if (!page && !Assets.owns(path) && !path.startsWith(FILES) && !path.equals("/rss")) {
      return Optional.empty();
    }
    if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
      return Optional.of(Reply.error(405, "only GET here").with("Allow", "GET, HEAD"));
    }
    if (page) {
      return Optional.of(assets().page());
    }
    if (Assets.owns(path)) {
      return Optional.of(assets().get(request, path));
    }
    return Optional.of(
        path.equals("/rss")
            ? rss(request)
            : files.get(request, decoded(path.substring(FILES.length())), announceUrls(request)));
  }

  private static boolean isView(String path) {
    return path.equals("/live") || path.equals("/messages") || path.equals("/ring");
  }

  /// The canonical path keeps some characters encoded that may be in a name.
  private static String decoded(String name) {
    return URIUtil.decodePath(name);
  }

  private Reply rss(Request request) {
    Query query = new Query(request);
    TorrentSearch search = TorrentSearch.of(query);
    TorrentSearch newest =
        new TorrentSearch(
            search.words(), TorrentSearch.Sort.ADDED, TorrentSearch.Order.DESC, 1, FEED_ITEMS);
    List<dev.panal.app.tracker.hosting.HostedTorrent> found =
        newest.run(rooms.hosting().all(), rooms.counts().now()).torrents();
    String xml =
        Rss.of(
            new Caller(request).base(),
            query.passkey(),
            found,
            torrent -> rooms.counts().of(torrent.infoHash()));
    return Reply.of(200, "application/rss+xml;charset=utf-8", xml.getBytes(StandardCharsets.UTF_8))
        .with("Cache-Control", "no-cache");
  }

  /// Of a private tracker, with the key that the caller gave: so a torrent that was downloaded is
  /// one that may announce.
  private List<String> announceUrls(Request request) {
    List<String> urls =
        options.announceUrls().isEmpty()
            ? new Caller(request).announceUrls(httpPort, udpPort)
            : options.announceUrls();
    List<String> all =
        Stream.concat(urls.stream(), rooms.otherTrackers().get().stream()).distinct().toList();
    Optional<String> passkey = new Query(request).passkey();
    return passkey.isEmpty()
        ? all
        : all.stream().map(url -> withPasskey(url, passkey.get())).toList();
  }

  private static String withPasskey(String url, String passkey) {
    return url.endsWith(ANNOUNCE)
        ? url.substring(0, url.length() - ANNOUNCE.length()) + '/' + passkey + ANNOUNCE
        : url;
  }

  private Assets assets() throws IOException {
    Assets found = assets;
    if (found == null) {
      found = new Assets();
      assets = found; // two at once make the same
    }
    return found;
  }
}
