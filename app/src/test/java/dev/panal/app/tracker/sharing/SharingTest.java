package dev.panal.app.tracker.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.RunningVerb;
import dev.panal.app.console.TestConsole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// `--share-root`: paths of the tracker's machine, shared through the page.
final class SharingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path root;

  @BeforeEach
  void makeRoot() throws Exception {
    root = Files.createDirectories(folder.resolve("root"));
    Files.createDirectories(root.resolve("album"));
    Files.write(root.resolve("album").resolve("track.flac"), new byte[300_000]);
    Files.write(folder.resolve("secret"), new byte[10]);
  }

  private RunningVerb tracker(Object... more) {
    Object[] words = {
      "tracker",
      "--bind",
      "127.0.0.1",
      "--http-port",
      0,
      "--udp-port",
      0,
      "--json",
      "--data",
      folder.resolve("data")
    };
    Object[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return RunningVerb.start(folder, all);
  }

  private static String page(RunningVerb tracker) {
    return "http://127.0.0.1:" + tracker.event("listening").path("port").asInt();
  }

  private static HttpResponse<String> share(RunningVerb tracker, String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(page(tracker) + "/api/v1/shares"))
              .timeout(Duration.ofSeconds(60))
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  private static String refusal(RunningVerb tracker, String path, int status) throws Exception {
    HttpResponse<String> answer =
        share(tracker, JSON.writeValueAsString(java.util.Map.of("path", path)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body()).path("error").asString();
  }

  private void fetch(RunningVerb tracker, String url, String to) {
    TestConsole get = new TestConsole(folder);
    assertThat(get.run("get", page(tracker) + url, "-d", folder.resolve(to), "--bind", "127.0.0.1"))
        .as(() -> get.err())
        .isZero();
    assertThat(folder.resolve(to).resolve("album").resolve("track.flac"))
        .hasSameBinaryContentAs(root.resolve("album").resolve("track.flac"));
  }

  @Test
  void aFolderIsSharedAndSeededAlsoAfterARestart() throws Exception {
    String url;
    try (RunningVerb tracker = tracker("--share-root", root)) {
      HttpResponse<String> answer = share(tracker, "{\"path\": \"album\"}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      JsonNode torrent = JSON.readTree(answer.body());
      assertThat(torrent.path("origin").asString()).isEqualTo("share");
      url = torrent.path("url").asString();
      fetch(tracker, url, "first");
      assertThat(share(tracker, "{\"path\": \"album\"}").statusCode()).isEqualTo(200);
    }
    try (RunningVerb tracker = tracker("--share-root", root)) {
      fetch(tracker, url, "second");
    }
  }

  @Test
  void nothingOutsideIsShared() throws Exception {
    Files.createSymbolicLink(root.resolve("link"), folder.resolve("secret"));
    Files.createDirectories(root.resolve("mixed"));
    Files.write(root.resolve("mixed").resolve("fine"), new byte[5]);
    Files.createSymbolicLink(root.resolve("mixed").resolve("out"), folder.resolve("secret"));
    Files.createSymbolicLink(root.resolve("away"), folder);
    try (RunningVerb tracker = tracker("--share-root", root)) {
      assertThat(refusal(tracker, "../secret", 403)).contains("only what lies below");
      assertThat(refusal(tracker, folder.resolve("secret").toString(), 403)).contains("below");
      assertThat(refusal(tracker, ".", 403)).contains("below");
      assertThat(refusal(tracker, "link", 403)).contains("link that leads out of");
      assertThat(refusal(tracker, "mixed", 403)).contains("out").contains("leads out of");
      assertThat(refusal(tracker, "away/secret", 403)).contains("leads out of");
      assertThat(refusal(tracker, "nothing", 403)).contains("no such file");
      assertThat(refusal(tracker, "a\u0000b", 403)).contains("not a name");
      assertThat(share(tracker, "{\"path\": 5}").statusCode()).isEqualTo(400);
      assertThat(share(tracker, "nonsense").statusCode()).isEqualTo(400);
      assertThat(share(tracker, "{\"path\": \"" + "a".repeat(50_000) + "\"}").statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void withoutARootNothingIsShared() throws Exception {
    try (RunningVerb tracker = tracker()) {
      assertThat(share(tracker, "{\"path\": \"album\"}").statusCode()).isEqualTo(404);
    }
    try (RunningVerb tracker = tracker("--share-root", root, "--uploads", "token")) {
      assertThat(share(tracker, "{\"path\": \"album\"}").statusCode()).isEqualTo(401);
    }
    TestConsole nowhere = new TestConsole(folder);
    assertThat(nowhere.run("tracker", "--share-root", folder.resolve("nowhere"))).isEqualTo(2);
    assertThat(nowhere.err()).contains("there is no such folder").hasLineCount(1);
  }

  @Test
  void filesThatHaveChangedAreLeftAlone() throws Exception {
    try (RunningVerb tracker = tracker("--share-root", root)) {
      assertThat(share(tracker, "{\"path\": \"album\"}").statusCode()).isEqualTo(201);
    }
    byte[] changed = new byte[300_000];
    changed[5] = 1;
    Path file = root.resolve("album").resolve("track.flac");
    Files.write(file, changed);
    try (RunningVerb tracker = tracker("--share-root", root)) {
      JsonNode warning = tracker.event("warning");
      assertThat(warning.path("message").asString()).contains("have changed");
    }
    assertThat(file).hasBinaryContent(changed);
  }
}
