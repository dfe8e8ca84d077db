package dev.panal.app.tracker.metrics;

import dev.panal.app.console.Json;
import dev.panal.app.tracker.data.Counters;
import dev.panal.app.tracker.feed.Feed;
import dev.panal.app.tracker.front.HttpFront;
import dev.panal.app.tracker.ring.RingView;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerSnapshot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Answers `/metrics` and `/health`. Holds no state: every answer is a snapshot.
public final class Watched extends Handler.Abstract {
  /// A loop that needs longer is stuck, or so busy that clients time out, too.
  private static final long LOOP_MILLIS = 1_000;

  private final Tracker tracker;
  private final Counters counters;
  private final Feed feed;
  private final Supplier<Optional<RingView>> ring;
  private final String version;

  /// @param ring the ring now, if the tracker is one of a ring; may wait for the tracker's loop
  public Watched(
      Tracker tracker,
      Counters counters,
      Feed feed,
      Supplier<Optional<RingView>> ring,
      String version) {
    this.tracker = tracker;
    this.counters = counters;
    this.feed = feed;
    this.ring = ring;
    this.version = version;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback)
      throws InterruptedException {
    String path = request.getHttpURI().getCanonicalPath();
    boolean metrics = path.equals("/metrics");
    if (!metrics && !path.equals("/health")) {
      return false;
    }
    if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
      Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
      return true;
    }
    Optional<TrackerSnapshot> now = snapshot();
    response.setStatus(now.isPresent() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response
        .getHeaders()
        .put(
            HttpHeader.CONTENT_TYPE,
            metrics ? MetricsText.CONTENT_TYPE : "application/json;charset=utf-8");
    String body = metrics ? metrics(now, HttpFront.connections(request)) : health(now) + "\n";
    response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
    return true;
  }

  /// Empty if the tracker's loop does not answer in time.
  private Optional<TrackerSnapshot> snapshot() throws InterruptedException {
    CompletableFuture<TrackerSnapshot> snapshot = new CompletableFuture<>();
    tracker.snapshot(snapshot::complete);
    try {
      return Optional.of(snapshot.get(LOOP_MILLIS, TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  private static Json health(Optional<TrackerSnapshot> now) {
    return now.map(up ->
            Json.object()
                .put("status", "up")
                .put("swarms", up.swarms())
                .put("peers", up.peers())
                .put("seeds", up.seeds()))
        .orElseGet(() ->
            Json.object()
                .put("status", "down")
                .put("reason", "the tracker's loop does not answer"));
  }

  private String metrics(Optional<TrackerSnapshot> now, HttpFront.Connections connections) {
    MetricsText text = new MetricsText();
    text.gauge("panal_build_info", "The version that runs.")
        .sample("panal_build_info", 1, "version", version, "java", Runtime.version().toString());
    text.gauge("panal_tracker_up", "Whether the tracker's loop answers.")
        .sample("panal_tracker_up", now.isPresent() ? 1 : 0);
    now.ifPresent(snapshot -> write(text, snapshot));
    now.flatMap(_ -> ring.get()).ifPresent(view -> RingMetrics.write(view, text));
    text.gauge("panal_tracker_feed_listeners", "Listeners of the event feed.")
        .sample("panal_tracker_feed_listeners", feed.listeners())
        .counter("panal_tracker_feed_lost_total", "Events that slow listeners have missed.")
        .sample("panal_tracker_feed_lost_total", feed.lost())
        .gauge("panal_tracker_http_connections", "Open connections to the HTTP port.")
        .sample("panal_tracker_http_connections", connections.open())
        .counter(
            "panal_tracker_http_connections_refused_total",
            "Connections refused because their address had too many.")
        .sample("panal_tracker_http_connections_refused_total", connections.refused());
    JvmMetrics.write(text);
    return text.toString();
  }

  private void write(MetricsText text, TrackerSnapshot now) {
    TrackerSnapshot.Counters done = counters.total(now.counters());
    text.gauge("panal_tracker_swarms", "Swarms known, also those without peers at the moment.")
        .sample("panal_tracker_swarms", now.swarms())
        .gauge("panal_tracker_peers", "Peers in swarms; one in two swarms counts twice.")
        .sample("panal_tracker_peers", now.seeds(), "role", "seed")
        .sample("panal_tracker_peers", now.peers() - now.seeds(), "role", "leecher")
        .gauge("panal_tracker_store_bytes", "Memory that swarms and peers take.")
        .sample("panal_tracker_store_bytes", now.bytes())
        .gauge("panal_tracker_interval_seconds", "When peers are asked to come back.")
        .sample("panal_tracker_interval_seconds", now.intervalSeconds());
    String announces = "panal_tracker_announces_total";
    text.counter(announces, "Announces answered; survives restarts, as do all of these.")
        .sample(
            announces,
            done.httpAnnounces() - done.httpAnnouncesV6(),
            "transport",
            "http",
            "family",
            "ipv4")
        .sample(announces, done.httpAnnouncesV6(), "transport", "http", "family", "ipv6")
        .sample(
            announces,
            done.udpAnnounces() - done.udpAnnouncesV6(),
            "transport",
            "udp",
            "family",
            "ipv4")
        .sample(announces, done.udpAnnouncesV6(), "transport", "udp", "family", "ipv6");
    text.counter("panal_tracker_scrapes_total", "Scrapes answered.")
        .sample("panal_tracker_scrapes_total", done.httpScrapes(), "transport", "http")
        .sample("panal_tracker_scrapes_total", done.udpScrapes(), "transport", "udp")
        .counter("panal_tracker_udp_connects_total", "Connection ids given out.")
        .sample("panal_tracker_udp_connects_total", done.udpConnects());
    String failures = "panal_tracker_failures_total";
    text.counter(
            failures,
            "Requests refused: by policy (not served, no passkey), by limits, because of the load, or"
                + " because they were wrong.")
        .sample(failures, done.refusedByPolicy(), "kind", "policy")
        .sample(failures, done.refusedByLimits(), "kind", "limit")
        .sample(failures, done.refusedByLoad(), "kind", "load")
        .sample(
            failures,
            done.failures()
                - done.refusedByPolicy()
                - done.refusedByLimits()
                - done.refusedByLoad(),
            "kind",
            "request")
        .counter("panal_tracker_dropped_total", "Datagrams that got no answer.")
        .sample("panal_tracker_dropped_total", done.dropped());
  }
}
