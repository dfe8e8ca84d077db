package dev.panal.app.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.RunningVerb;
import dev.panal.app.console.Signals.Stop;
import dev.panal.app.console.TestConsole;
import dev.panal.app.tracker.front.RawHttp;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class TrackerVerbTest {
  private static final String QUERY =
      "?info_hash=%01%ff3456789012345678%26%3d&peer_id=-XX0000-abcdefghijkl&port=6881&left=5&compact=1";

  @TempDir Path folder;

  private RunningVerb tracker() {
    return RunningVerb.start(
        folder,
        "tracker",
        "--bind",
        "127.0.0.1",
        "--http-port",
        0,
        "--udp-port",
        0,
        "--data",
        "data",
        "--json",
        "-v");
  }

  @Test
  void answersAnnouncesAndScrapes() throws IOException {
    try (RunningVerb tracker = tracker()) {
      int port = tracker.event("listening").path("port").asInt();
      assertThat(RawHttp.get(port, "/announce" + QUERY))
          .startsWith("HTTP/1.1 200")
          .contains("d8:complete");
      assertThat(RawHttp.get(port, "/scrape")).contains("10:incompletei1e");
      JsonNode joined = tracker.event("peer");
      assertThat(joined.path("action").asString()).isEqualTo("connected");
      assertThat(joined.path("peer").asString()).isEqualTo("127.0.0.1:6881");
    }
  }

  @Test
  void answersOverUdp() throws IOException {
    try (RunningVerb tracker = tracker();
        DatagramSocket socket = new DatagramSocket()) {
      int port = tracker.event("listening").path("udp_port").asInt();
      socket.setSoTimeout(10_000);
      byte[] connect = ByteBuffer.allocate(16).putLong(0x41727101980L).putInt(0).putInt(42).array();
      socket.send(new DatagramPacket(connect, 16, InetAddress.getLoopbackAddress(), port));
      DatagramPacket reply = new DatagramPacket(new byte[100], 100);
      socket.receive(reply);
      assertThat(reply.getLength()).isEqualTo(16);
      assertThat(ByteBuffer.wrap(reply.getData()).getInt(4)).isEqualTo(42);
    }
  }

  @Test
  void refusesWhatIsNoAnnounce() throws IOException {
    try (RunningVerb tracker = tracker()) {
      int port = tracker.event("listening").path("port").asInt();
      assertThat(RawHttp.get(port, "/nothing")).startsWith("HTTP/1.1 404");
      assertThat(RawHttp.get(port, "/announce")).contains("failure reason");
      assertThat(RawHttp.get(port, "/announce?" + "a".repeat(40_000))).startsWith("HTTP/1.1 414");
      assertThat(
              RawHttp.send(
                  port,
                  "POST /announce HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 405");
      assertThat(RawHttp.send(port, "\u0000nonsense\r\n\r\n"))
          .startsWith("HTTP/1.1 400")
          .doesNotContain("Exception");
    }
  }

  @Test
  void endsCleanlyWhenAsked() {
    RunningVerb terminated = tracker();
    JsonNode listening = terminated.event("listening");
    assertThat(listening.path("http_url").asString())
        .isEqualTo("http://127.0.0.1:" + listening.path("port").asInt() + "/announce");
    terminated.stop(Stop.TERMINATE);
    assertThat(terminated.code()).isZero();
    RunningVerb interrupted = tracker();
    interrupted.stop(Stop.INTERRUPT);
    assertThat(interrupted.code()).isEqualTo(130);
  }

  @Test
  void aTakenPortIsOneLine() {
    try (RunningVerb tracker = tracker()) {
      JsonNode listening = tracker.event("listening");
      check("--http-port", listening.path("http_port").asInt(), "TCP port");
      check("--udp-port", listening.path("udp_port").asInt(), "UDP port");
    }
  }

  private void check(String option, int port, String message) {
    TestConsole third = new TestConsole(folder);
    String other = option.equals("--http-port") ? "--udp-port" : "--http-port";
    assertThat(
            third.run("tracker", "--bind", "127.0.0.1", other, 0, option, port, "--data", "third"))
        .isEqualTo(1);
    assertThat(third.err())
        .contains(message + " " + port)
        .contains("in use")
        .contains(option)
        .hasLineCount(1);
  }

  @Test
  void theDataFolderIsOfOneTracker() throws IOException {
    try (RunningVerb tracker = tracker()) {
      assertThat(tracker.event("listening").path("data").asString())
          .isEqualTo(folder.resolve("data").toString());
      TestConsole second = new TestConsole(folder);
      assertThat(second.run("tracker", "--bind", "127.0.0.1", "--data", "data")).isEqualTo(1);
      assertThat(second.err())
          .contains("--data " + folder.resolve("data"))
          .contains("another tracker uses it")
          .hasLineCount(1);
    }
    Path file = Files.writeString(folder.resolve("file"), "");
    TestConsole third = new TestConsole(folder);
    assertThat(third.run("tracker", "--bind", "127.0.0.1", "--data", "file")).isEqualTo(1);
    assertThat(third.err()).contains("--data " + file).contains("exists").hasLineCount(1);
  }

  @Test
  void aSecondTrackerWithoutAFolderOfItsOwnRunsAndSaysSo() {
    Object[] plain = {
      "tracker", "--bind", "127.0.0.1", "--http-port", 0, "--udp-port", 0, "--json"
    };
    try (RunningVerb first = RunningVerb.start(folder, plain)) {
      Path usual = folder.resolve("home/.local/share/panal/tracker");
      assertThat(first.event("listening").path("data").asString()).isEqualTo(usual.toString());
      Path passing;
      try (RunningVerb second = RunningVerb.start(folder, plain)) {
        passing = Path.of(second.event("listening").path("data").asString());
        assertThat(passing).isDirectory().isNotEqualTo(usual);
        assertThat(second.event("warning").path("message").asString())
            .contains(usual.toString())
            .contains("another tracker uses it")
            .contains("--data");
      }
      assertThat(passing).doesNotExist();
    }
  }

  @Test
  void wrongOptionsAreRefused() {
    TestConsole port = new TestConsole(folder);
    assertThat(port.run("tracker", "--http-port", 70_000)).isEqualTo(2);
    assertThat(port.err()).contains("--http-port 70000").hasLineCount(1);
    TestConsole bind = new TestConsole(folder);
    assertThat(bind.run("tracker", "--bind", "nowhere0")).isEqualTo(2);
    assertThat(bind.err()).contains("--bind nowhere0").hasLineCount(1);
    TestConsole proxy = new TestConsole(folder);
    assertThat(proxy.run("tracker", "--trust-proxy", "my-proxy")).isEqualTo(2);
    assertThat(proxy.err()).contains("--trust-proxy my-proxy: write an address").hasLineCount(1);
    TestConsole key = new TestConsole(folder);
    assertThat(key.run("tracker", "--tls-certificate", "c.pem")).isEqualTo(2);
    assertThat(key.err()).contains("--tls-certificate needs --tls-key").hasLineCount(1);
    TestConsole files = new TestConsole(folder);
    assertThat(files.run("tracker", "--tls-certificate", "c.pem", "--tls-key", "k.pem"))
        .isEqualTo(1);
    assertThat(files.err())
        .contains("--tls-certificate " + folder.resolve("c.pem") + ": no such file")
        .hasLineCount(1);
  }
}
