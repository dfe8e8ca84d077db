package dev.panal.app.tracker.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Clients that want to hold connections or memory.
final class HostileClientsTest {
  private static final FrontLimits SHORT =
      new FrontLimits(
          64,
          256,
          Duration.ofSeconds(20),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          64 * 1024);

  private static final int PATIENCE_MILLIS = 20_000;

  private static Front front() throws IOException {
    return new Front(List.of(), Optional.empty(), SHORT, new Front.Room("/one"));
  }

  /// Sends `start`, then `drop` again and again until the other side has enough.
  ///
  /// @return what came back
  private static String drip(int port, String start, String drop) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(start.getBytes(StandardCharsets.ISO_8859_1));
      Thread dripping =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (!Thread.interrupted()) {
                    out.write(drop.getBytes(StandardCharsets.ISO_8859_1));
                    Thread.sleep(20);
                  }
                } catch (IOException | InterruptedException e) {
                  // The end, either way.
                }
              });
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (SocketException reset) {
        return "";
      } finally {
        dripping.interrupt();
        dripping.join();
      }
    }
  }

  @Test
  void headersThatDripEndTheConnection() throws Exception {
    try (Front front = front()) {
      assertThat(drip(front.port, "GET /one HTTP/1.1\r\nHost: x\r\nX: ", "x")).isEmpty();
      assertThat(drip(front.port, "", "\r\n")).isEmpty();
      // So they do after a request that was in order.
      assertThat(
              drip(front.port, "GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /one HTTP/1.1\r\nX: ", "x"))
          .startsWith("HTTP/1.1 200");
    }
  }

  /// Not a hostile one, perhaps: it sends all of its body before it reads the answer.
  @Test
  void bodiesThatAreTooLargeAreAnsweredWithTheReason() throws Exception {
    FrontLimits limits = FrontLimits.defaults();
    try (Front front = new Front(List.of(), Optional.empty(), limits, new Front.Room("/one"));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      int length = 40 << 20;
      out.write(
          ("POST /one HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      byte[] part = new byte[1 << 20];
      for (int sent = 0; sent < length; sent += part.length) {
        out.write(part);
      }
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void bodiesThatDripEndTheConnection() throws Exception {
    try (Front front = front()) {
      assertThat(
              drip(
                  front.port,
                  "POST /one HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n",
                  "x"))
          .doesNotContain("200");
      assertThat(
              drip(
                  front.port,
                  "POST /one HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
                  "1\r\nx\r\n"))
          .doesNotContain("200");
    }
  }

  @Test
  void whoIsQuickIsNotCutOff() throws Exception {
    try (Front front = front();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      InputStream in = socket.getInputStream();
      byte[] request =
          "POST /one HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
              .getBytes(StandardCharsets.ISO_8859_1);
      long end = System.nanoTime() + 3 * SHORT.headers().toNanos() + 1_000_000_000;
      while (System.nanoTime() < end) {
        socket.getOutputStream().write(request);
        byte[] answer = new byte[8_192];
        int length = in.read(answer);
        assertThat(new String(answer, 0, Math.max(length, 0), StandardCharsets.ISO_8859_1))
            .startsWith("HTTP/1.1 200");
        Thread.sleep(50);
      }
    }
  }

  @Test
  void whatIsTooLargeIsRefused() throws IOException {
    try (Front front = front()) {
      assertThat(RawHttp.get(front.port, "/one", "X: " + "x".repeat(20_000)))
          .startsWith("HTTP/1.1 431");
      assertThat(RawHttp.get(front.port, "/one?" + "x".repeat(20_000))).startsWith("HTTP/1.1 414");
      assertThat(RawHttp.request(front.port, "POST", "/one", "x".repeat(65_536)))
          .startsWith("HTTP/1.1 200");
      assertThat(RawHttp.request(front.port, "POST", "/one", "x".repeat(65_537)))
          .startsWith("HTTP/1.1 413")
          .doesNotContain("Exception");
      assertThat(
              RawHttp.send(
                  front.port,
                  "POST /one HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding:"
                      + " chunked\r\n\r\n"
                      + ("8000\r\n" + "x".repeat(0x8000) + "\r\n").repeat(3)
                      + "0\r\n\r\n"))
          .startsWith("HTTP/1.1 413")
          .doesNotContain("Exception");
    }
  }

  @Test
  void nonsenseIsRefusedPlainly() throws IOException {
    try (Front front = front()) {
      for (String request :
          List.of(
              "\u0000nonsense\r\n\r\n",
              "GET /one HTTP/9.9\r\nHost: x\r\n\r\n",
              "GET /one HTTP/1.1\r\n\r\n",
              "GET /../one HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
              "GET /%2e%2e/one HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
              "GET /one HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
              "POST /one HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
              "POST /one HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding:"
                  + " chunked\r\n\r\n0\r\n\r\n")) {
        assertThat(RawHttp.send(front.port, request))
            .as(request)
            .startsWith("HTTP/1.1 ")
            .containsPattern("^HTTP/1.1 (400|505) ")
            .doesNotContain("Exception")
            .doesNotContain("/one got");
      }
    }
  }

  @Test
  void aBombThatIsSentIsNotUnpacked() throws IOException {
    try (Front front = front()) {
      assertThat(
              RawHttp.request(
                  front.port, "POST", "/one", "not really gzip", "Content-Encoding: gzip"))
          .contains("/one got not really gzip");
    }
  }
}
