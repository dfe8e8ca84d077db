package dev.panal.ui;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// `panal tracker` as a process, and peers that announce to it.
final class RunningTracker implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;

  RunningTracker(Path folder, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("panal"),
                "tracker",
                "--json",
                "--bind",
                "127.0.0.1",
                "--http-port",
                "0",
                "--udp-port",
                "0",
                "--data",
                folder.resolve("data").toString()));
    command.addAll(Arrays.asList(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(Files.createTempFile(folder, "tracker", ".log").toFile());
    process = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    port = listening(out);
    // Whoever does not read stops the writer in the end.
    Thread.ofVirtual().start(() -> out.lines().forEach(line -> {}));
  }

  private static int listening(BufferedReader out) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      JsonNode event = JSON.readTree(line);
      if (event.path("event").asString().equals("listening")) {
        return event.path("http_port").asInt();
      }
    }
    throw new IOException("the tracker did not start");
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  void publish(byte[] torrent) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url("/api/v1/torrents")))
            .POST(BodyPublishers.ofByteArray(torrent))
            .build();
    int status = http.send(request, BodyHandlers.discarding()).statusCode();
    if (status != 201) {
      throw new IOException("publishing was answered " + status);
    }
  }

  /// A peer that says how it stands.
  ///
  /// @param event `started`, `completed`, `stopped` or nothing
  void announce(byte[] infoHash, Peer peer, long left, String event)
      throws IOException, InterruptedException {
    String query =
        "/announce?info_hash="
            + URLEncoder.encode(
                new String(infoHash, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1)
            + "&peer_id="
            + peer.id()
            + "&port="
            + peer.port()
            + "&key="
            + peer.key()
            + "&uploaded=0&downloaded=0&compact=1&left="
            + left
            + (event.isEmpty() ? "" : "&event=" + event);
    String answer =
        http.send(HttpRequest.newBuilder(URI.create(url(query))).build(), BodyHandlers.ofString())
            .body();
    if (answer.contains("failure")) {
      throw new IOException(answer);
    }
  }

  /// The messages that wait for a peer, or come within some seconds.
  JsonNode messages(byte[] infoHash, Peer peer, long after)
      throws IOException, InterruptedException {
    String query =
        "/api/v1/messages?info_hash="
            + HexFormat.of().formatHex(infoHash)
            + "&peer_id="
            + HexFormat.of().formatHex(peer.id().getBytes(StandardCharsets.US_ASCII))
            + "&key="
            + peer.key()
            + "&after="
            + after
            + "&wait="
            + (after < 0 ? 0 : 20);
    return JSON.readTree(
        http.send(
                HttpRequest.newBuilder(URI.create(url(query.replace("after=-1", "after=0"))))
                    .build(),
                BodyHandlers.ofString())
            .body());
  }

  /// A peer writes to everybody.
  void write(byte[] infoHash, Peer peer, String text) throws IOException, InterruptedException {
    String body =
        "{\"to\": {\"all\": true}, \"text\": \""
            + text
            + "\", \"from\": {\"info_hash\": \""
            + HexFormat.of().formatHex(infoHash)
            + "\", \"peer_id\": \""
            + HexFormat.of().formatHex(peer.id().getBytes(StandardCharsets.US_ASCII))
            + "\", \"key\": \""
            + peer.key()
            + "\"}}";
    String answer =
        http.send(
                HttpRequest.newBuilder(URI.create(url("/api/v1/messages")))
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString())
            .body();
    if (!answer.contains("sequence")) {
      throw new IOException(answer);
    }
  }

  /// @param program eight characters, as `-TR4060-`
  record Peer(String program, int number) {
    String id() {
      return program + String.format(Locale.ROOT, "%012d", number);
    }

    int port() {
      return 20_000 + number;
    }

    String key() {
      return String.format(Locale.ROOT, "%08x", 0x5eed0000 + number);
    }
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
