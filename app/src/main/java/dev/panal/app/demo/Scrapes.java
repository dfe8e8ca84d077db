package dev.panal.app.demo;

import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.BencodedReply;
import dev.panal.wire.tracker.ScrapeReply;
import dev.panal.wire.tracker.ScrapeRequest;
import dev.panal.wire.tracker.SwarmCounts;
import dev.panal.wire.tracker.TrackerUrl;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What trackers say of one swarm, over HTTP, as any client would ask; again and again while
/// somebody waits. On the main thread, which never waits in here.
final class Scrapes implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);

  /// One that is asked of a swarm which it does not keep asks others, of whom some may be dead.
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final InfoHash infoHash;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Map<TrackerMember, CompletableFuture<HttpResponse<byte[]>>> asked = new HashMap<>();
  private final Map<TrackerMember, SwarmCounts> said = new HashMap<>();
  private long nextRound = System.nanoTime();

  Scrapes(InfoHash infoHash) {
    this.infoHash = infoHash;
  }

  /// Asks each of them, unless it was asked and has not answered yet, and hears who has.
  void look(List<TrackerMember> trackers) {
    asked
        .entrySet()
        .removeIf(entry -> {
          if (entry.getValue().isDone()) {
            counts(entry.getValue()).ifPresent(counts -> said.put(entry.getKey(), counts));
          }
          return entry.getValue().isDone();
        });
    if (System.nanoTime() - nextRound < 0) {
      return;
    }
    nextRound = System.nanoTime() + PAUSE.toNanos();
    for (TrackerMember tracker : trackers) {
      asked.computeIfAbsent(tracker, one -> get(scrape(one.urls().getFirst())));
    }
  }

  private URI scrape(String announce) {
    return TrackerUrl.parse(announce) instanceof TrackerUrl.Http url
        ? url.scrape(new ScrapeRequest(List.of(infoHash))).orElseThrow()
        : URI.create(announce);
  }

  private CompletableFuture<HttpResponse<byte[]>> get(URI uri) {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    return http.sendAsync(request, BodyHandlers.ofByteArray());
  }

  private Optional<SwarmCounts> counts(CompletableFuture<HttpResponse<byte[]>> answer) {
    if (answer.isCompletedExceptionally()) {
      return Optional.empty();
    }
    try {
      return BencodedReply.decodeScrape(answer.join().body()) instanceof ScrapeReply reply
          ? Optional.of(reply.swarms().getOrDefault(infoHash, new SwarmCounts(0, 0, 0)))
          : Optional.empty();
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }

  /// What it said last; zeros until it has said anything.
  SwarmCounts of(TrackerMember tracker) {
    return said.getOrDefault(tracker, new SwarmCounts(0, 0, 0));
  }

  /// How many peers it said there are.
  int peers(TrackerMember tracker) {
    return of(tracker).seeders() + of(tracker).leechers();
  }

  /// Forgets what was said.
  void forget() {
    asked.values().forEach(answer -> answer.cancel(true));
    asked.clear();
    said.clear();
  }

  /// Asks a tracker which of its ring keep the swarm: their names, the owner first. Empty if it
  /// does not say.
  CompletableFuture<List<String>> owners(TrackerMember tracker) {
    return get(URI.create(tracker.page()).resolve("api/v1/ring?info_hash=" + infoHash.hex()))
        .handle((answer, failure) -> answer == null ? List.of() : owners(answer.body()));
  }

  private static List<String> owners(byte[] json) {
    try {
      List<String> names = new ArrayList<>();
      for (JsonNode name : new ObjectMapper().readTree(json).path("place").path("owners")) {
        names.add(name.asString());
      }
      return names;
    } catch (JacksonException e) {
      return List.of();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
