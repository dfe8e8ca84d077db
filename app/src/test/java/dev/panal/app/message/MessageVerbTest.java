package dev.panal.app.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.RunningVerb;
import dev.panal.app.console.Signals.Stop;
import dev.panal.app.console.TestConsole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `panal message`, and those who hear it.
final class MessageVerbTest {
  @TempDir Path folder;

  @BeforeEach
  void makeData() throws IOException {
    Files.writeString(folder.resolve("file"), "something to share");
  }

  private RunningVerb tracker(Object... more) {
    Object[] args = new Object[8 + more.length];
    Object[] usual = {
      "tracker", "--bind", "127.0.0.1", "--http-port", 0, "--udp-port", 0, "--json"
    };
    System.arraycopy(usual, 0, args, 0, usual.length);
    System.arraycopy(more, 0, args, usual.length, more.length);
    return RunningVerb.start(folder, args);
  }

  private static String url(RunningVerb tracker, String name) {
    return tracker.event("listening").path(name).asString();
  }

  private RunningVerb share(String url, Object... more) {
    Object[] args = new Object[7 + more.length];
    Object[] usual = {"share", "file", "-t", url, "--bind", "127.0.0.1", "--json"};
    System.arraycopy(usual, 0, args, 0, usual.length);
    System.arraycopy(more, 0, args, usual.length, more.length);
    RunningVerb share = RunningVerb.start(folder, args);
    JsonNode _ = share.event("seeding");
    return share;
  }

  private TestConsole message(Object... args) {
    TestConsole console = new TestConsole(folder);
    Object[] line = new Object[args.length + 1];
    line[0] = "message";
    System.arraycopy(args, 0, line, 1, args.length);
    console.run(line);
    return console;
  }

  private void check(int code, String words, Object... args) {
    TestConsole console = new TestConsole(folder);
    Object[] line = new Object[args.length + 1];
    line[0] = "message";
    System.arraycopy(args, 0, line, 1, args.length);
    assertThat(console.run(line)).as(console::err).isEqualTo(code);
    assertThat(console.err().lines().toList().getLast()).startsWith("panal: ").contains(words);
  }

  /// Waits until somebody who listens has it.
  private JsonNode sent(Object... args) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                message(args).events("sent").stream()
                    .filter(sent -> sent.path("delivered").asInt() + sent.path("kept").asInt() > 0)
                    .findFirst()
                    .orElse(null),
            sent -> sent != null);
  }

  @Test
  void aSwarmHearsIt() {
    try (RunningVerb tracker = tracker();
        RunningVerb share = share(url(tracker, "http_url"))) {
      JsonNode sent =
          sent(url(tracker, "http_url"), "--torrent", "file.torrent", "--json", "two", "words");
      assertThat(sent.path("missed").asInt()).isZero();
      JsonNode message = share.event("message");
      assertThat(message.path("text").asString()).isEqualTo("two words");
      assertThat(message.path("to").asString()).isEqualTo("torrent");
      assertThat(share.console().err()).contains("message from 127.0.0.1 to the swarm: two words");
      JsonNode told = tracker.event("message");
      assertThat(told.path("to").path("torrent").asString())
          .isEqualTo(share.event("seeding").path("info_hash").asString());

      TestConsole person = message(url(tracker, "http_url"), "--all", "hello");
      assertThat(person.out()).startsWith("sent: ").contains("1");
    }
  }

  @Test
  void aTrackerEndsAlsoWhileSomebodyWaitsForMessages() {
    RunningVerb tracker = tracker();
    try (RunningVerb share = share(url(tracker, "http_url"))) {
      JsonNode _ = sent(url(tracker, "http_url"), "--all", "--json", "x");
      JsonNode _ = share.event("message");
      tracker.stop(Stop.TERMINATE);
      assertThat(tracker.code()).as(tracker.console()::err).isZero();
    }
  }

  @Test
  void whoWantsNoneGetsNone() {
    try (RunningVerb tracker = tracker();
        RunningVerb share = share(url(tracker, "http_url"), "--no-messages")) {
      JsonNode joined = tracker.event("peer");
      assertThat(joined.path("action").asString()).isEqualTo("connected");
      check(1, "no peer", url(tracker, "http_url"), "--peer", joined.path("name").asString(), "x");
      assertThat(share.console().events("message")).isEmpty();
    }
    try (RunningVerb tracker = tracker("--no-messages")) {
      check(1, "does this tracker take messages?", url(tracker, "http_url"), "--all", "x");
    }
  }

  @Test
  void mistakesAreOneLine() throws IOException {
    check(2, "whom is the message for?", "http://127.0.0.1:1/announce", "x");
    check(2, "--all excludes", "http://127.0.0.1:1/announce", "--all", "--peer", "abcd", "x");
    check(2, "TEXT: empty", "http://127.0.0.1:1/announce", "--all", " ");
    check(2, "not the address of a tracker", "ftp://127.0.0.1/", "--all", "x");
    check(2, "TEXT", "http://127.0.0.1:1/announce", "--all");
    check(1, "no such file", "http://127.0.0.1:1/announce", "--torrent", "none.torrent", "x");
    check(27, "magnet", "http://127.0.0.1:1/announce", "--torrent", "magnet:?xt=urn:btih:x", "x");
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    check(1, "http://127.0.0.1:" + free, "udp://127.0.0.1:" + free, "--all", "x");
    try (RunningVerb tracker = tracker()) {
      check(1, "no peer", url(tracker, "http_url"), "--peer", "nobody", "x");
      check(1, "at least 4 characters", url(tracker, "http_url"), "--peer", "n", "x");
      check(1, "text: 5000 bytes", url(tracker, "http_url"), "--all", "x".repeat(5_000));
    }
  }
}
