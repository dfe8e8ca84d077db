package dev.panal.app.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.RunningVerb;
import dev.panal.app.console.TestConsole;
import dev.panal.app.tracker.front.RawHttp;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What somebody does who runs a tracker: chooses whom it serves, hands out keys, watches it.
final class TrackerOperationTest {
  private static final String A = "a".repeat(20);
  private static final String B = "b".repeat(20);

  @TempDir Path folder;

  private RunningVerb tracker(Object... more) {
    List<Object> args =
        new ArrayList<>(
            List.of("tracker", "--bind", "127.0.0.1", "--http-port", 0, "--udp-port", 0));
    args.addAll(List.of("--data", "data", "--json"));
    args.addAll(List.of(more));
    return RunningVerb.start(folder, args.toArray());
  }

  private static int port(RunningVerb tracker) {
    return tracker.event("listening").path("port").asInt();
  }

  private static String announce(int port, String key, String hash) throws IOException {
    return RawHttp.get(
        port, key + "/announce?peer_id=-XX0000-abcdefghijkl&port=6881&left=5&info_hash=" + hash);
  }

  private static String hex(String hash) {
    StringBuilder hex = new StringBuilder();
    for (byte b : hash.getBytes(StandardCharsets.US_ASCII)) {
      hex.append(String.format("%02x", b));
    }
    return hex.toString();
  }

  private TestConsole passkey(Object... args) {
    TestConsole console = new TestConsole(folder);
    List<Object> all = new ArrayList<>(List.of("tracker", "passkey"));
    all.addAll(List.of(args));
    all.addAll(List.of("--data", "data"));
    assertThat(console.run(all.toArray())).as(() -> console.err()).isZero();
    return console;
  }

  @Test
  void aListIsFollowedWhileTheTrackerRuns() throws IOException {
    Path deny = Files.writeString(folder.resolve("deny"), "# none yet\n");
    try (RunningVerb tracker = tracker("--deny", "deny")) {
      int port = port(tracker);
      assertThat(announce(port, "", A)).contains("8:complete");
      Files.writeString(deny, hex(A) + " # removed\n");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> announce(port, "", A).contains("does not serve this torrent"));
      assertThat(announce(port, "", B)).contains("8:complete");
    }
  }

  @Test
  void keysAreHandedOutWhileTheTrackerRuns() throws Exception {
    String early = passkey("add", "alice").out().strip();
    assertThat(early).matches("[0-9a-f]{32}");
    try (RunningVerb tracker = tracker("--policy", "passkeys")) {
      int port = port(tracker);
      assertThat(announce(port, "", A)).contains("passkey:");
      assertThat(announce(port, "/wrong", A)).contains("passkey:");
      assertThat(announce(port, "/" + early, A)).contains("8:complete");
      String late = passkey("add", "bob", "--key", "bobs-own_key").out().strip();
      assertThat(late).isEqualTo("bobs-own_key");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> announce(port, "/" + late, A).contains("8:complete"));
      assertThat(udpAnnounce(tracker, "/" + late + "/announce")).isEqualTo(1);
      assertThat(udpAnnounce(tracker, "/announce")).isEqualTo(3);
      assertThat(passkey("list").out())
          .contains("alice")
          .contains("bob")
          .doesNotContain(early)
          .doesNotContain(late);
      passkey("remove", "alice");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> announce(port, "/" + early, A).contains("passkey:"));
      assertThat(tracker.console().out() + tracker.console().err())
          .doesNotContain(early)
          .doesNotContain(late);
    }
  }

  /// @return the action of the reply: 1 for an answer, 3 for an error
  private static int udpAnnounce(RunningVerb tracker, String path) throws IOException {
    int port = tracker.event("listening").path("udp_port").asInt();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(10_000);
      byte[] connect = ByteBuffer.allocate(16).putLong(0x41727101980L).putInt(0).putInt(1).array();
      long id = exchange(socket, port, connect).getLong(8);
      ByteBuffer announce = ByteBuffer.allocate(98 + 2 + path.length());
      announce.putLong(id).putInt(1).putInt(2).put(A.getBytes(StandardCharsets.US_ASCII));
      announce.put("-XX0000-udpudpudpudp".getBytes(StandardCharsets.US_ASCII));
      announce.putLong(0).putLong(5).putLong(0).putInt(2).putInt(0).putInt(7).putInt(-1);
      announce.putShort((short) 6882).put((byte) 2).put((byte) path.length());
      announce.put(path.getBytes(StandardCharsets.US_ASCII));
      return exchange(socket, port, announce.array()).getInt(0);
    }
  }

  private static ByteBuffer exchange(DatagramSocket socket, int port, byte[] request)
      throws IOException {
    socket.send(
        new DatagramPacket(request, request.length, InetAddress.getLoopbackAddress(), port));
    DatagramPacket reply = new DatagramPacket(new byte[2_000], 2_000);
    socket.receive(reply);
    return ByteBuffer.wrap(reply.getData(), 0, reply.getLength());
  }

  @Test
  void countsAreThereAfterARestart() throws IOException {
    try (RunningVerb first = tracker()) {
      assertThat(announce(port(first), "", A)).contains("8:complete");
      assertThat(
              RawHttp.get(
                  port(first),
                  "/announce?peer_id=-XX0000-abcdefghijkl&port=6881&left=0&event=completed"
                      + "&info_hash="
                      + A))
          .contains("8:complete");
    }
    try (RunningVerb second = tracker()) {
      assertThat(RawHttp.get(port(second), "/scrape?info_hash=" + A)).contains("10:downloadedi1e");
      assertThat(RawHttp.get(port(second), "/metrics"))
          .contains("panal_tracker_announces_total{transport=\"http\",family=\"ipv4\"} 2\n");
    }
  }

  @Test
  void itsStateIsShownToMachines() throws IOException {
    try (RunningVerb tracker = tracker("--policy", "allow")) {
      int port = port(tracker);
      assertThat(announce(port, "", A)).contains("does not serve this torrent");
      assertThat(RawHttp.get(port, "/announce?nonsense")).contains("failure reason");
      assertThat(udpAnnounce(tracker, "/announce")).isEqualTo(3);
      assertThat(RawHttp.get(port, "/health"))
          .startsWith("HTTP/1.1 200")
          .contains("{\"status\":\"up\",\"swarms\":0,\"peers\":0,\"seeds\":0}");
      String metrics = RawHttp.get(port, "/metrics");
      assertThat(metrics)
          .startsWith("HTTP/1.1 200")
          .contains("text/plain; version=0.0.4")
          .contains("panal_tracker_up 1\n")
          .contains("panal_tracker_failures_total{kind=\"policy\"} 2\n")
          .contains("panal_tracker_failures_total{kind=\"request\"} 1\n")
          .contains("panal_tracker_udp_connects_total 1\n")
          // Ours; those before it may not have been seen to close yet.
          .containsPattern("panal_tracker_http_connections [1-9]\n")
          .contains("panal_build_info{version=\"")
          .contains("jvm_memory_used_bytes{area=\"heap\"} ");
      String body = metrics.substring(metrics.indexOf("\r\n\r\n") + 4);
      for (String line : body.lines().toList()) {
        assertThat(line)
            .matches(
                "# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*\\})?"
                    + " -?[0-9.]+");
      }
      assertThat(RawHttp.request(port, "POST", "/metrics", "")).startsWith("HTTP/1.1 405");
      assertThat(RawHttp.request(port, "POST", "/health", "")).startsWith("HTTP/1.1 405");
    }
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() throws IOException {
    Files.writeString(folder.resolve("list"), "");
    refused(2, "--policy open takes no list", "--policy", "open", "--deny", "list");
    refused(2, "--policy deny needs --deny FILE", "--policy", "deny");
    refused(
        2, "--policy deny takes --deny", "--policy", "deny", "--deny", "list", "--allow", "list");
    refused(1, "missing: no such file", "--allow", "missing");
    Files.writeString(folder.resolve("list"), "x\n");
    refused(1, "list:1: is no info-hash", "--deny", "list");
    TestConsole key = new TestConsole(folder);
    assertThat(key.run("tracker", "passkey", "add", "eve", "--key", "a/b", "--data", "data"))
        .isEqualTo(2);
    assertThat(key.err()).contains("a passkey is 1 to 64 letters").hasLineCount(1);
    TestConsole gone = new TestConsole(folder);
    assertThat(gone.run("tracker", "passkey", "remove", "eve", "--data", "data")).isEqualTo(1);
    assertThat(gone.err()).contains("eve: nobody of this name").hasLineCount(1);
    TestConsole which = new TestConsole(folder);
    assertThat(which.run("tracker", "passkey")).isEqualTo(2);
    assertThat(which.err()).contains("add").contains("list").contains("remove");
  }

  private void refused(int code, String why, Object... options) {
    TestConsole console = new TestConsole(folder);
    List<Object> args = new ArrayList<>(List.of("tracker", "--bind", "127.0.0.1"));
    args.addAll(List.of("--http-port", 0, "--udp-port", 0, "--data", "data"));
    args.addAll(List.of(options));
    assertThat(console.run(args.toArray())).as(why).isEqualTo(code);
    assertThat(console.err()).contains(why).hasLineCount(1);
  }
}
