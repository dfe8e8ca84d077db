package dev.panal.app.tracker.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.RunningVerb;
import dev.panal.app.tracker.hosting.SampleTorrents;
import dev.panal.wire.metainfo.Metainfo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The page over real HTTP, as programs and browsers use it.
final class PageApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /// A tracker and somebody who talks to it.
  private final class Visit implements AutoCloseable {
    private final RunningVerb tracker;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    Visit(Object... options) {
      List<Object> words =
          new ArrayList<>(
              List.of("tracker", "--bind", "127.0.0.1", "--http-port", 0, "--udp-port", 0));
      words.addAll(List.of("--data", folder.resolve("data"), "--json"));
      words.addAll(Arrays.asList(options));
      tracker = RunningVerb.start(folder, words.toArray());
      port = tracker.event("listening").path("port").asInt();
    }

    HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
          .timeout(Duration.ofSeconds(30));
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String path) throws Exception {
      return send(request(path));
    }

    JsonNode json(String path) throws Exception {
      HttpResponse<byte[]> answer = get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return JSON.readTree(answer.body());
    }

    HttpResponse<byte[]> publish(byte[] torrent) throws Exception {
      return send(request("/api/v1/torrents").POST(BodyPublishers.ofByteArray(torrent)));
    }

    void announce(Metainfo metainfo, int peer, long left, String event) throws Exception {
      String hash =
          URLEncoder.encode(
              new String(metainfo.info().infoHash().bytes(), StandardCharsets.ISO_8859_1),
              StandardCharsets.ISO_8859_1);
      String query =
          "/announce?info_hash="
              + hash
              + "&peer_id=-TR4060-"
              + String.format("%012d", peer)
              + "&port="
              + (7_000 + peer)
              + "&uploaded=0&downloaded=0&compact=1&left="
              + left
              + (event.isEmpty() ? "" : "&event=" + event);
      assertThat(text(get(query))).startsWith("d").doesNotContain("failure");
    }

    @Override
    public void close() {
      http.close();
      tracker.close();
    }
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static String error(HttpResponse<byte[]> answer, int status) {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
    return JSON.readTree(answer.body()).path("error").asString();
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void publishListDownload() throws Exception {
    Metainfo metainfo = SampleTorrents.folder("Holiday ñ");
    try (Visit visit = new Visit()) {
      HttpResponse<byte[]> answer = visit.publish(metainfo.encode());
      assertThat(answer.statusCode()).isEqualTo(201);
      JsonNode published = JSON.readTree(answer.body());
      String hash = metainfo.info().infoHash().hex();
      assertThat(published.path("info_hash").asString()).isEqualTo(hash);
      assertThat(visit.publish(metainfo.encode()).statusCode()).isEqualTo(200);

      visit.announce(metainfo, 1, 0, "started");
      visit.announce(metainfo, 2, 35_005, "started");
      JsonNode list = waitForSeeds(visit);
      assertThat(list.path("total").asInt()).isEqualTo(1);
      JsonNode torrent = list.path("torrents").path(0);
      assertThat(torrent.path("name").asString()).isEqualTo("Holiday ñ");
      assertThat(torrent.path("size").asLong()).isEqualTo(70_010);
      assertThat(torrent.path("leechers").asInt()).isEqualTo(1);
      assertThat(torrent.path("magnet").asString())
          .startsWith("magnet:?xt=urn:btih:" + hash)
          .contains("tr=http%3A%2F%2F127.0.0.1%3A" + visit.port + "%2Fannounce")
          .contains("tr=udp%3A%2F%2F127.0.0.1");

      JsonNode details = visit.json("/api/v1/torrents/" + hash);
      assertThat(details.path("content").path(1).path("path").asString())
          .isEqualTo("Holiday ñ/sub/b.bin");
      assertThat(details.path("comment").asString()).isEqualTo("a <b>comment</b>");
      assertThat(details.path("peers")).hasSize(2);
      assertThat(details.path("peers").path(1).path("share").asDouble()).isEqualTo(0.5);
      assertThat(details.path("peers").path(1).path("client").asString())
          .isEqualTo("Transmission 4.0.6");
      assertThat(details.path("events").path(0).path("action").asString()).isEqualTo("joined");

      HttpResponse<byte[]> file = visit.get(torrent.path("url").asString());
      assertThat(file.statusCode()).isEqualTo(200);
      assertThat(header(file, "Content-Type")).isEqualTo("application/x-bittorrent");
      assertThat(header(file, "Content-Disposition"))
          .isEqualTo(
              "attachment; filename=\"Holiday _.torrent\";"
                  + " filename*=UTF-8''Holiday%20%C3%B1.torrent");
      Metainfo downloaded = Metainfo.parse(file.body());
      assertThat(downloaded.info().bytes()).isEqualTo(metainfo.info().bytes());
      assertThat(downloaded.trackerTiers().getFirst())
          .first()
          .isEqualTo("http://127.0.0.1:" + visit.port + "/announce");
      assertThat(downloaded.trackerTiers().get(1))
          .containsExactly("http://elsewhere.example/announce");
      assertThat(
              visit
                  .send(
                      visit
                          .request("/files/" + hash + ".torrent")
                          .header("If-None-Match", header(file, "ETag")))
                  .statusCode())
          .isEqualTo(304);
      assertThat(visit.get("/files/nothing.torrent").statusCode()).isEqualTo(404);
      assertThat(visit.get("/files/..%2ftracker.db").statusCode()).isIn(400, 404);
    }
  }

  private static JsonNode waitForSeeds(Visit visit) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      JsonNode list = visit.json("/api/v1/torrents");
      if (list.path("torrents").path(0).path("seeds").asInt() == 1) {
        return list;
      }
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(50); // between two looks
    }
  }

  @Test
  void searchSortAndPages() throws Exception {
    try (Visit visit = new Visit()) {
      for (String name : List.of("Debian 12 amd64", "Debian 13 arm64", "Ubuntu", "Árbol")) {
        assertThat(visit.publish(SampleTorrents.single(name, name.length()).encode()).statusCode())
            .isEqualTo(201);
      }
      assertThat(names(visit, "?sort=name"))
          .containsExactly("Árbol", "Debian 12 amd64", "Debian 13 arm64", "Ubuntu");
      assertThat(names(visit, "?sort=size&order=asc")).startsWith("Árbol", "Ubuntu");
      assertThat(names(visit, "?q=debian+13")).containsExactly("Debian 13 arm64");
      assertThat(names(visit, "?q=arbol")).containsExactly("Árbol");
      assertThat(names(visit, "?q=nothing")).isEmpty();
      assertThat(names(visit, "?sort=name&per_page=3&page=2")).containsExactly("Ubuntu");
      String hash = SampleTorrents.single("Ubuntu", 6).info().infoHash().hex();
      assertThat(names(visit, "?q=" + hash.substring(0, 12))).containsExactly("Ubuntu");
      assertThat(error(visit.get("/api/v1/torrents?sort=colour"), 400))
          .isEqualTo("sort: must be one of added, name, size, seeds, leechers, completed");
      assertThat(error(visit.get("/api/v1/torrents?page=-1"), 400)).startsWith("page: ");
      assertThat(visit.get("/api/v1/torrents?q=%ff%fe").statusCode()).isIn(200, 400);
      assertThat(visit.get("/api/v1/torrents?q=" + "a".repeat(300)).statusCode()).isEqualTo(400);
    }
  }

  private static List<String> names(Visit visit, String query) throws Exception {
    List<String> names = new ArrayList<>();
    visit
        .json("/api/v1/torrents" + query)
        .path("torrents")
        .forEach(torrent -> names.add(torrent.path("name").asString()));
    return names;
  }

  @Test
  void formsAreTakenToo() throws Exception {
    byte[] torrent = SampleTorrents.single("form", 5).encode();
    try (Visit visit = new Visit()) {
      assertThat(visit.send(form(visit, "file", torrent)).statusCode()).isEqualTo(201);
      assertThat(error(visit.send(form(visit, "file", new byte[0])), 400)).contains("nothing");
      assertThat(error(visit.send(form(visit, "", torrent)), 400)).contains("no form with a file");
      assertThat(
              error(
                  visit.send(
                      visit
                          .request("/api/v1/torrents")
                          .header("Content-Type", "multipart/form-data; boundary=x")
                          .POST(BodyPublishers.ofString("nonsense"))),
                  400))
          .isNotEmpty();
      assertThat(error(visit.send(form(visit, "file", new byte[11 << 20])), 413))
          .contains("10 MiB");
    }
  }

  private static HttpRequest.Builder form(Visit visit, String fileName, byte[] content) {
    String name = fileName.isEmpty() ? "" : "; filename=\"" + fileName + "\"";
    String head = "--edge\r\nContent-Disposition: form-data; name=\"t\"" + name + "\r\n\r\n";
    return visit
        .request("/api/v1/torrents")
        .header("Content-Type", "multipart/form-data; boundary=edge")
        .POST(
            BodyPublishers.concat(
                BodyPublishers.ofString(head),
                BodyPublishers.ofByteArray(content),
                BodyPublishers.ofString("\r\n--edge--\r\n")));
  }

  @Test
  void badUploadsAreRefusedWithTheReason() throws Exception {
    try (Visit visit = new Visit()) {
      assertThat(error(visit.publish("hello".getBytes(StandardCharsets.UTF_8)), 422))
          .startsWith("not a torrent: ");
      assertThat(error(visit.publish(new byte[0]), 400)).contains("nothing was sent");
      // A length that is a lie, and lists without end.
      assertThat(visit.publish("l".repeat(100_000).getBytes(StandardCharsets.UTF_8)).statusCode())
          .isEqualTo(422);
      assertThat(claim(visit.port, 99_000_000_000L)).startsWith("HTTP/1.1 413");
      assertThat(error(visit.send(visit.request("/api/v1/torrents").DELETE()), 405)).isNotEmpty();
      assertThat(visit.json("/api/v1/torrents").path("total").asInt()).isZero();
    }
  }

  private static String claim(int port, long length) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("POST /api/v1/torrents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
                      + length
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void whoMayPublish() throws Exception {
    byte[] torrent = SampleTorrents.single("x", 5).encode();
    try (Visit visit = new Visit("--uploads", "off")) {
      assertThat(error(visit.publish(torrent), 403)).contains("--uploads off");
    }
    try (Visit visit = new Visit("--uploads", "token", "--page-token", "very-secret")) {
      assertThat(error(visit.publish(torrent), 401)).contains("token");
      HttpRequest.Builder request =
          visit.request("/api/v1/torrents").POST(BodyPublishers.ofByteArray(torrent));
      assertThat(visit.send(request.header("Authorization", "Bearer wrong")).statusCode())
          .isEqualTo(401);
      assertThat(visit.send(request.setHeader("Authorization", "Bearer very-secret")).statusCode())
          .isEqualTo(201);
      assertThat(visit.json("/api/v1/info").path("uploads").asString()).isEqualTo("token");
    }
    try (Visit visit = new Visit()) {
      String kept = Files.readString(folder.resolve("data").resolve("page-token")).strip();
      assertThat(kept).hasSize(32);
      // A proxy that nobody told us to trust brings the world.
      HttpRequest.Builder forwarded =
          visit
              .request("/api/v1/torrents")
              .header("X-Forwarded-For", "203.0.113.5")
              .POST(BodyPublishers.ofByteArray(torrent));
      assertThat(error(visit.send(forwarded), 401)).contains("token");
      assertThat(visit.send(forwarded.header("Authorization", "Bearer " + kept)).statusCode())
          .isEqualTo(200);
      HttpRequest.Builder foreign =
          visit
              .request("/api/v1/torrents")
              .header("Origin", "http://evil.example")
              .POST(BodyPublishers.ofByteArray(torrent));
      assertThat(visit.send(foreign).statusCode()).isEqualTo(403);
      String hash = SampleTorrents.single("x", 5).info().infoHash().hex();
      HttpRequest.Builder delete = visit.request("/api/v1/torrents/" + hash).DELETE();
      assertThat(visit.send(delete).statusCode()).isEqualTo(401);
      assertThat(visit.send(delete.header("Authorization", "Bearer " + kept)).statusCode())
          .isEqualTo(204);
      assertThat(visit.get("/api/v1/torrents/" + hash).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void onlyNamesOfTheOwnNetworkAreLocal() {
    assertThat(List.of("127.0.0.1", "[::1]", "localhost", "nas", "nas.local", "TRACKER.LAN"))
        .allMatch(Caller::privateName);
    assertThat(List.of("evil.example", "10.0.0.1.evil.example", "a.b"))
        .noneMatch(Caller::privateName);
  }

  @Test
  void whoNamesTheirKeyGetsTorrentsThatAnnounceWithIt() throws Exception {
    try (Visit visit = new Visit()) {
      visit.publish(SampleTorrents.single("song", 5).encode());
      String announce = "http://127.0.0.1:" + visit.port + "/k-1/announce";
      String feed = text(visit.get("/rss?passkey=k-1"));
      Matcher enclosure = Pattern.compile("url=\"http://[^/]+(/files/[^\"]+)\"").matcher(feed);
      assertThat(enclosure.find()).isTrue();
      assertThat(enclosure.group(1)).endsWith(".torrent?passkey=k-1");
      Metainfo downloaded = Metainfo.parse(visit.get(enclosure.group(1)).body());
      assertThat(downloaded.trackerTiers().getFirst())
          .startsWith(announce)
          .allMatch(url -> url.endsWith("/k-1/announce"));
      JsonNode listed = visit.json("/api/v1/torrents?passkey=k-1").path("torrents").path(0);
      assertThat(listed.path("magnet").asString()).contains("%2Fk-1%2Fannounce");
      assertThat(visit.get("/rss?passkey=..%2F").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void feedWithEnclosures() throws Exception {
    try (Visit visit = new Visit()) {
      visit.publish(SampleTorrents.single("a & <b> \"c\"", 5).encode());
      visit.publish(SampleTorrents.single("other", 5).encode());
      HttpResponse<byte[]> answer = visit.get("/rss?q=c");
      assertThat(header(answer, "Content-Type")).startsWith("application/rss+xml");
      Document feed =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new java.io.ByteArrayInputStream(answer.body()));
      assertThat(feed.getElementsByTagName("item").getLength()).isEqualTo(1);
      Element item = (Element) feed.getElementsByTagName("item").item(0);
      assertThat(item.getElementsByTagName("title").item(0).getTextContent())
          .isEqualTo("a & <b> \"c\"");
      Element enclosure = (Element) item.getElementsByTagName("enclosure").item(0);
      URI url = URI.create(enclosure.getAttribute("url"));
      assertThat(visit.get(url.getRawPath()).statusCode()).isEqualTo(200);
      assertThat(enclosure.getAttribute("type")).isEqualTo("application/x-bittorrent");
    }
  }

  @Test
  void thePageAndItsFiles() throws Exception {
    try (Visit visit = new Visit()) {
      HttpResponse<byte[]> page = visit.get("/");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(header(page, "Content-Security-Policy"))
          .contains("script-src 'self'")
          .doesNotContain("unsafe");
      assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(text(page)).doesNotContain("{assets}");
      Matcher files = Pattern.compile("/assets/[^\"]+").matcher(text(page));
      int count = 0;
      for (; files.find(); count++) {
        HttpResponse<byte[]> file =
            visit.send(visit.request(files.group()).header("Accept-Encoding", "gzip"));
        assertThat(file.statusCode()).as(files.group()).isEqualTo(200);
        assertThat(header(file, "Cache-Control")).contains("immutable");
        assertThat(header(file, "Content-Encoding")).isEqualTo("gzip");
      }
      assertThat(count).isGreaterThanOrEqualTo(3);
      assertThat(visit.get("/torrents/" + "0".repeat(40)).body()).isEqualTo(page.body());
      assertThat(visit.get("/assets/x/app.js").statusCode()).isEqualTo(200);
      for (String nothing : List.of("/assets/x/../index.html", "/assets/app.js", "/nothing")) {
        assertThat(visit.get(nothing).statusCode()).as(nothing).isEqualTo(404);
      }
      assertThat(
              visit
                  .send(visit.request("/").method("HEAD", BodyPublishers.noBody()))
                  .headers()
                  .firstValueAsLong("Content-Length"))
          .hasValue(page.body().length);
    }
  }

  @Test
  void newsAreStreamed() throws Exception {
    Metainfo metainfo = SampleTorrents.single("streamed", 100);
    try (Visit visit = new Visit();
        BufferedReader stream = stream(visit, "/api/v1/events")) {
      assertThat(next(stream, "hello").path("torrents").asInt()).isZero();
      visit.publish(metainfo.encode());
      assertThat(next(stream, "hosting").path("name").asString()).isEqualTo("streamed");
      visit.announce(metainfo, 1, 25, "started");
      JsonNode joined = next(stream, "swarm");
      assertThat(joined.path("action").asString()).isEqualTo("joined");
      assertThat(joined.path("peer").path("share").asDouble()).isEqualTo(0.75);
      assertThat(next(stream, "counts").path("torrents").path(0).path("info_hash").asString())
          .isEqualTo(metainfo.info().infoHash().hex());
      visit.announce(metainfo, 1, 0, "completed");
      visit.announce(metainfo, 1, 0, "stopped");
      List<String> actions = new ArrayList<>();
      while (!actions.contains("left")) {
        actions.add(next(stream, "swarm").path("action").asString());
      }
      assertThat(actions).containsExactly("announced", "completed", "left");
      JsonNode live = visit.json("/api/v1/swarms");
      assertThat(live.path("events").path(0).path("action").asString()).isEqualTo("left");
      assertThat(live.path("nodes")).isEmpty();
    }
  }

  private static BufferedReader stream(Visit visit, String path) throws IOException {
    HttpResponse<InputStream> answer;
    try {
      answer = visit.http.send(visit.request(path).build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    assertThat(header(answer, "Content-Type")).isEqualTo("text/event-stream");
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  /// The data of the next event of this kind.
  private static JsonNode next(BufferedReader stream, String kind) throws IOException {
    for (String line = stream.readLine(); line != null; line = stream.readLine()) {
      if (line.equals("event: " + kind)) {
        return JSON.readTree(stream.readLine().substring("data: ".length()));
      }
    }
    throw new IOException("the stream ended");
  }

  @Test
  void streamsAreBounded() throws Exception {
    try (Visit visit = new Visit()) {
      List<BufferedReader> streams = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        streams.add(stream(visit, "/api/v1/events"));
      }
      assertThat(error(visit.get("/api/v1/events"), 503)).contains("too many");
      for (BufferedReader stream : streams) {
        stream.close();
      }
    }
  }
}
