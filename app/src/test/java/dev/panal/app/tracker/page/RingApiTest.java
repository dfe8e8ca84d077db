package dev.panal.app.tracker.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.feed.Feed;
import dev.panal.app.tracker.front.FrontLimits;
import dev.panal.app.tracker.front.FrontOptions;
import dev.panal.app.tracker.front.HttpFront;
import dev.panal.app.tracker.hosting.HostedTorrent.Origin;
import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.app.tracker.hosting.HostingLimits;
import dev.panal.app.tracker.hosting.SampleTorrents;
import dev.panal.app.tracker.ring.RingView;
import dev.panal.app.tracker.ring.RingView.Bucket;
import dev.panal.app.tracker.ring.RingView.Member;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerConfig;
import dev.panal.tracker.ring.Buckets;
import dev.panal.tracker.ring.RingMode;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The ring as programs read it, of a ring that is made up.
final class RingApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private volatile Optional<RingView> view = Optional.empty();

  /// A page behind a real HTTP port, whose ring is [#view].
  private final class Visit implements AutoCloseable {
    private final TrackerDatabase database = TrackerDatabase.open(folder, warning -> {});
    private final Platform platform =
        Platform.open(PlatformConfig.defaults().withName("panal-test"));
    private final Feed feed = new Feed(InstantSource.system());
    private final Hosting hosting =
        new Hosting(database, HostingLimits.defaults(), InstantSource.system(), warning -> {});
    private final Tracker tracker = new Tracker(platform.ports(), TrackerConfig.defaults(), feed);
    private final Page page =
        new Page(
            tracker,
            feed,
            database,
            hosting,
            Optional.empty(),
            () -> view,
            List::of,
            PageOptions.defaults(),
            InstantSource.system());
    private final HttpFront front =
        new HttpFront(
            new FrontOptions(
                InetAddress.getLoopbackAddress(),
                0,
                List.of(),
                Optional.empty(),
                FrontLimits.defaults()),
            tracker.http(),
            List.of(page.handler()),
            trouble -> {});
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = front.start();

    Visit() throws IOException {}

    HttpResponse<String> get(String path) throws Exception {
      return send("GET", path);
    }

    HttpResponse<String> send(String method, String path) throws Exception {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(30))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build(),
          BodyHandlers.ofString());
    }

    JsonNode json(String path) throws Exception {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body());
    }

    String error(String path, int status) throws Exception {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      return JSON.readTree(answer.body()).path("error").asString();
    }

    @Override
    public void close() throws IOException {
      http.close();
      front.close();
      page.close();
      tracker.close();
      hosting.close();
      feed.close();
      platform.close();
      database.close();
    }
  }

  private static Member member(String name, String url, boolean here) {
    return new Member(name, Optional.of(url), here, OptionalLong.of(1_000), OptionalLong.empty());
  }

  /// Four nodes; bucket n belongs to node n modulo 4 and those that follow it.
  private static RingView four() {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < Buckets.COUNT; i++) {
      buckets.add(Bucket.still(List.of(i % 4, (i + 1) % 4, (i + 2) % 4)));
    }
    buckets.set(5, new Bucket(List.of(1, 2, 3), List.of(0, 1, 2)));
    return new RingView(
        "night",
        "anna",
        RingMode.STRICT,
        false,
        120,
        7,
        List.of(
            member("anna", "http://10.0.0.1:6969/", true),
            member("berta", "https://berta.example/", false),
            member("<b>\u202e", "javascript:alert(1)", false),
            new Member(
                "dora".repeat(100),
                Optional.empty(),
                false,
                OptionalLong.empty(),
                OptionalLong.of(5))),
        buckets);
  }

  @Test
  void withoutARingThereIsNone() throws Exception {
    try (Visit visit = new Visit()) {
      assertThat(visit.error("/api/v1/ring", 404)).contains("--join");
      assertThat(visit.json("/api/v1/info").has("ring")).isFalse();
      assertThat(visit.get("/ring").body()).contains("<div id=\"app\">");
    }
  }

  @Test
  void aRingIsTold() throws Exception {
    view = Optional.of(four());
    try (Visit visit = new Visit()) {
      assertThat(visit.json("/api/v1/info").path("ring").asString()).isEqualTo("night");
      JsonNode ring = visit.json("/api/v1/ring");
      assertThat(ring.path("ring").asString()).isEqualTo("night");
      assertThat(ring.path("node").asString()).isEqualTo("anna");
      assertThat(ring.path("mode").asString()).isEqualTo("strict");
      assertThat(ring.path("settled").asBoolean()).isFalse();
      assertThat(ring.path("lag_ms").asLong()).isEqualTo(120);
      assertThat(ring.path("lost_batches").asLong()).isEqualTo(7);
      assertThat(ring.path("nodes")).hasSize(4);
      assertThat(ring.path("nodes").path(0).toString())
          .isEqualTo(
              "{\"name\":\"anna\",\"url\":\"http://10.0.0.1:6969/\",\"here\":true,\"swarms\":1000}");
      assertThat(ring.path("buckets")).hasSize(Buckets.COUNT);
      assertThat(ring.path("buckets").path(127).toString()).isEqualTo("[3,0,1]");
      assertThat(ring.path("moving").toString()).isEqualTo("[{\"bucket\":5,\"to\":[0,1,2]}]");
      assertThat(ring.has("place")).isFalse();

      // Whoever asks again sees what is now.
      view = Optional.empty();
      assertThat(visit.get("/api/v1/ring").statusCode()).isEqualTo(404);
      HttpResponse<String> post = visit.send("POST", "/api/v1/ring");
      assertThat(post.statusCode()).isEqualTo(405);
      assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
    }
  }

  @Test
  void whatOtherNodesSayIsHostile() throws Exception {
    view = Optional.of(four());
    try (Visit visit = new Visit()) {
      JsonNode nodes = visit.json("/api/v1/ring").path("nodes");
      assertThat(nodes.path(2).path("name").asString()).isEqualTo("<b>\ufffd");
      assertThat(nodes.path(2).has("url")).isFalse();
      assertThat(nodes.path(3).path("name").asString()).hasSize(100).endsWith("…");
    }
  }

  @Test
  void anInfoHashHasAPlace() throws Exception {
    view = Optional.of(four());
    Metainfo metainfo = SampleTorrents.single("holiday", 5);
    try (Visit visit = new Visit()) {
      JsonNode place =
          visit
              .json("/api/v1/ring?info_hash=0bFF000000000000000000000000000000000000")
              .path("place");
      assertThat(place.path("info_hash").asString())
          .isEqualTo("0bff000000000000000000000000000000000000");
      assertThat(place.path("bucket").asInt()).isEqualTo(5);
      assertThat(place.path("owners").path(0).asString()).isEqualTo("berta");
      assertThat(place.path("to").toString()).isEqualTo("[\"anna\",\"berta\",\"<b>\ufffd\"]");
      assertThat(place.has("name")).isFalse();

      visit.hosting.publish(metainfo.encode(), Origin.UPLOAD);
      JsonNode hosted =
          visit.json("/api/v1/ring?info_hash=" + metainfo.info().infoHash().hex()).path("place");
      assertThat(hosted.path("name").asString()).isEqualTo("holiday");
      assertThat(hosted.path("bucket").asInt()).isEqualTo(Buckets.of(metainfo.info().infoHash()));

      assertThat(visit.error("/api/v1/ring?info_hash=xyz", 400)).contains("40 hexadecimal");
      assertThat(visit.error("/api/v1/ring?info_hash=" + "a".repeat(39), 400)).contains("40");
      assertThat(visit.error("/api/v1/ring?info_hash=" + "a".repeat(5_000), 400))
          .contains("info_hash");
      assertThat(visit.json("/api/v1/ring?info_hash=").has("place")).isFalse();
    }
  }

  @Test
  void aViewIsWhole() {
    RingView four = four();
    assertThatThrownBy(() -> with(four, four.buckets().subList(0, 100)))
        .isInstanceOf(IllegalArgumentException.class);
    List<Bucket> strange = new ArrayList<>(four.buckets());
    strange.set(3, Bucket.still(List.of(4)));
    assertThatThrownBy(() -> with(four, strange)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(four.owners(127)).hasSize(3).startsWith("dora".repeat(100), "anna");
    assertThat(four.next(127)).isEmpty();
  }

  private static RingView with(RingView view, List<Bucket> buckets) {
    return new RingView(
        view.ring(),
        view.node(),
        view.mode(),
        view.settled(),
        view.lagMillis(),
        view.lostBatches(),
        view.nodes(),
        buckets);
  }
}
