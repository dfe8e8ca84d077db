package dev.panal.app.tracker.page;

import dev.panal.app.console.Failures;
import dev.panal.app.console.Json;
import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.app.tracker.hosting.Publication;
import dev.panal.app.tracker.nodes.Node;
import dev.panal.app.tracker.ring.RingView;
import dev.panal.app.tracker.sharing.Sharing;
import dev.panal.tracker.TrackerSnapshot;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// `/api/v1`: what the page shows, for programs too.
final class Api {
  static final String PREFIX = "/api/v1/";

  private static final int NODES = 300;
  private static final int EVENTS = 100;
  private static final int MAX_TYPED = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final PageRooms rooms;
  private final Publishers publishers;
  private final Uploads uploads;

  Api(PageRooms rooms, Publishers publishers) {
    this.rooms = rooms;
    this.publishers = publishers;
    this.uploads = new Uploads(rooms.hosting());
  }

  /// @param path behind the prefix
  /// @return empty if it is of another room
  Optional<Reply> reply(Request request, String path, List<String> announceUrls) {
    String method = request.getMethod();
    return switch (path) {
      case "torrents" ->
          Optional.of(
              switch (method) {
                case "GET", "HEAD" -> list(request, announceUrls);
                case "POST" -> upload(request, announceUrls);
                default -> notAllowed("GET, HEAD, POST");
              });
      case "swarms" -> Optional.of(only(method, () -> swarms()));
      case "info" -> Optional.of(only(method, () -> info(request, announceUrls)));
      case "ring" -> Optional.of(only(method, () -> ring(request)));
      case "shares" ->
          rooms
              .sharing()
              .map(sharing ->
                  method.equals("POST")
                      ? share(request, sharing, announceUrls)
                      : notAllowed("POST"));
      case "events" -> Optional.of(notAllowed("GET"));
      default ->
          path.startsWith("torrents/")
              ? Optional.of(one(request, path.substring("torrents/".length()), announceUrls))
              : Optional.empty();
    };
  }

  private static Reply only(String method, java.util.function.Supplier<Reply> get) {
    return method.equals("GET") || method.equals("HEAD") ? get.get() : notAllowed("GET, HEAD");
  }

  private static Reply notAllowed(String methods) {
    return Reply.error(405, "not here: only " + methods).with("Allow", methods);
  }

  private Reply list(Request request, List<String> announceUrls) {
    TorrentSearch search = TorrentSearch.of(new Query(request));
    Map<InfoHash, dev.panal.tracker.SwarmSummary> counts = rooms.counts().now();
    TorrentSearch.Found found = search.run(rooms.hosting().all(), counts);
    return Reply.json(
        200,
        Json.object()
            .put("total", found.total())
            .put("page", search.page())
            .put("per_page", search.perPage())
            .put(
                "torrents",
                found.torrents().stream().map(torrent -> shape(torrent, announceUrls)).toList()));
  }

  private Json shape(HostedTorrent torrent, List<String> announceUrls) {
    return Shapes.torrent(torrent, rooms.counts().of(torrent.infoHash()), announceUrls);
  }

  private Reply one(Request request, String hex, List<String> announceUrls) {
    Optional<InfoHash> infoHash = Shapes.infoHash(hex);
    if (infoHash.isEmpty()) {
      return Reply.error(404, "an info-hash has 40 hexadecimal digits");
    }
    Optional<HostedTorrent> torrent = rooms.hosting().find(infoHash.get());
    if (torrent.isEmpty()) {
      return Reply.error(404, "this torrent is not hosted here");
    }
    return switch (request.getMethod()) {
      case "GET", "HEAD" -> details(torrent.get(), announceUrls);
      case "DELETE" -> remove(request, torrent.get());
      default -> notAllowed("GET, HEAD, DELETE");
    };
  }

  private Reply details(HostedTorrent torrent, List<String> announceUrls) {
    Json json = shape(torrent, announceUrls);
    try {
      json = Shapes.details(json, rooms.hosting().read(torrent));
    } catch (IOException e) {
      json.put("content_error", Failures.reason(e));
    }
    List<Json> health = List.of();
    try {
      health =
          rooms.health().of(torrent.infoHash()).stream()
              .map(sample ->
                  Json.object()
                      .put("minute", sample.minute())
                      .put("seeds", sample.seeds())
                      .put("leechers", sample.leechers()))
              .toList();
    } catch (SQLException e) {
      // The database has told people.
    }
    return Reply.json(
        200,
        json.put("health", health)
            .put(
                "peers",
                rooms.nodes().of(torrent.infoHash()).stream()
                    .map(node -> Shapes.node(node, Optional.of(torrent.length())))
                    .toList())
            .put("events", history(Optional.of(torrent.infoHash()))));
  }

  private List<Json> history(Optional<InfoHash> infoHash) {
    return rooms.nodes().history(infoHash, EVENTS).stream()
        .map(event -> Shapes.event(event, rooms.hosting().find(event.node().infoHash())))
        .toList();
  }

  private Reply upload(Request request, List<String> announceUrls) {
    Optional<Reply> refusal = publishers.refusal(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return switch (uploads.take(request, new Caller(request).address())) {
      case Uploads.Outcome.Failed(Reply reply) -> reply;
      case Uploads.Outcome.Tried(Publication publication) -> published(publication, announceUrls);
    };
  }

  /// The answer comes when all of the path has been read.
  private Reply share(Request request, Sharing sharing, List<String> announceUrls) {
    Optional<Reply> refusal = publishers.refusal(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Optional<String> path = SharedPath.read(request);
    if (path.isEmpty()) {
      return Reply.error(400, "body: must be JSON, {\"path\": \"what to share\"}");
    }
    request.addIdleTimeoutListener(_ -> false);
    try {
      return switch (sharing.share(path.get())) {
        case Sharing.Outcome.Shared(Publication publication) ->
            published(publication, announceUrls);
        case Sharing.Outcome.Busy _ ->
            Reply.error(503, "another path is being read, try again later")
                .with("Retry-After", "30");
        case Sharing.Outcome.Refused(String why) -> Reply.error(403, why);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.error(503, "the tracker is closing");
    }
  }

  private Reply published(Publication publication, List<String> announceUrls) {
    return switch (publication) {
      case Publication.Added(HostedTorrent torrent) ->
          Reply.json(201, shape(torrent, announceUrls).put("announce", announceUrls))
              .with("Location", PREFIX + "torrents/" + torrent.infoHash().hex());
      case Publication.Existing(HostedTorrent torrent) ->
          Reply.json(
              200,
              shape(torrent, announceUrls).put("announce", announceUrls).put("existing", true));
      case Publication.Refused(Publication.Reason reason, String why) ->
          Reply.error(
              switch (reason) {
                case MALFORMED -> 422;
                case TOO_LARGE -> 413;
                case FULL, NOT_WRITTEN -> 507;
              },
              why);
    };
  }

  private Reply remove(Request request, HostedTorrent torrent) {
    Optional<Reply> refusal = publishers.removalRefusal(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    try {
      Optional<HostedTorrent> _ = rooms.hosting().remove(torrent.infoHash());
      return Reply.empty(204);
    } catch (IOException e) {
      return Reply.error(500, torrent.file().name() + ": " + Failures.reason(e));
    }
  }

  private Reply info(Request request, List<String> announceUrls) {
    return Reply.json(
        200,
        Json.object()
            .put("uploads", publishers.word())
            .put("upload_free", publishers.freeFor(request))
            .put("shares", rooms.sharing().isPresent())
            .put("ring", rooms.ring().get().map(view -> RingJson.name(view.ring())))
            .put("max_upload_bytes", rooms.hosting().limits().torrentBytes())
            .put("torrents", rooms.hosting().all().size())
            .put("announce", announceUrls));
  }

  /// How the ring is, and of one info-hash, where it lives.
  private Reply ring(Request request) {
    Optional<RingView> view = rooms.ring().get();
    if (view.isEmpty()) {
      return Reply.error(404, "this tracker is in no ring: it runs without --join");
    }
    Json json = RingJson.ring(view.get());
    Optional<String> hex = new Query(request).text("info_hash", MAX_TYPED);
    if (hex.isEmpty()) {
      return Reply.json(200, json);
    }
    Optional<InfoHash> infoHash = Shapes.infoHash(hex.get());
    if (infoHash.isEmpty()) {
      return Reply.error(400, "info_hash: must have 40 hexadecimal digits");
    }
    Optional<String> name = rooms.hosting().find(infoHash.get()).map(HostedTorrent::name);
    return Reply.json(200, json.put("place", RingJson.place(view.get(), infoHash.get(), name)));
  }

  private Reply swarms() {
    CompletableFuture<TrackerSnapshot> answer = new CompletableFuture<>();
    rooms.tracker().snapshot(answer::complete);
    Json json = Json.object();
    try {
      TrackerSnapshot now = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      json.put("swarms", now.swarms()).put("peers", now.peers()).put("seeds", now.seeds());
    } catch (ExecutionException | TimeoutException e) {
      // Without totals, then.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Reply.json(
        200,
        json.put("nodes", rooms.nodes().recent(NODES).stream().map(this::node).toList())
            .put("nodes_known", rooms.nodes().count())
            .put("events", history(Optional.empty())));
  }

  private Json node(Node node) {
    Optional<HostedTorrent> torrent = rooms.hosting().find(node.infoHash());
    return Shapes.node(node, torrent.map(HostedTorrent::length))
        .put("name", torrent.map(HostedTorrent::name));
  }

  void stream(Request request, Response response, Callback callback) {
    Optional<InfoHash> only;
    try {
      only = new Query(request).text("torrent", 40).flatMap(Shapes::infoHash);
    } catch (Query.BadQuery e) {
      Reply.error(400, String.valueOf(e.getMessage())).send(request, response, callback);
      return;
    }
    rooms
        .streams()
        .serve(
            new Caller(request).address(),
            only,
            Json.object().put("torrents", rooms.hosting().all().size()),
            request,
            response,
            callback);
  }
}
