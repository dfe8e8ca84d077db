package dev.panal.app.tracker.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Announces that pass the server by, and how a connection becomes the server's.
class QuickAnnouncesTest {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final String QUERY =
      "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=bbbbbbbbbbbbbbbbbbbb&port=1&left=0";
  private static final String ANNOUNCE =
      "GET /announce?" + QUERY + " HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private Front front;
  private Socket socket;

  @BeforeEach
  void start() throws IOException {
    front = Front.plain(new Front.Room("/one"));
    socket = new Socket(InetAddress.getLoopbackAddress(), front.port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    front.close();
  }

  private void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// One answer, head and body.
  private String answer() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int read = in.read();
      assertThat(read).as("in the middle of: " + head).isNotNegative();
      head.append((char) read);
    }
    String length = head.substring(head.indexOf("Content-Length: ") + 16);
    byte[] body = in.readNBytes(Integer.parseInt(length.substring(0, length.indexOf('\r'))));
    return head + new String(body, StandardCharsets.ISO_8859_1);
  }

  @Test
  void manyAnnouncesOnOneConnection() throws IOException {
    for (int i = 0; i < 20; i++) {
      send(ANNOUNCE);
      assertThat(answer()).startsWith("HTTP/1.1 200 OK\r\n").contains("8:completei1e");
    }
  }

  @Test
  void failuresAndOtherPathsAreAnswered() throws IOException {
    send("GET /announce?port=1 HTTP/1.1\r\n\r\n");
    assertThat(answer()).startsWith("HTTP/1.1 200 OK").contains("info_hash: missing");
    send("GET /a/b/announce?port=1 HTTP/1.1\r\n\r\n");
    assertThat(answer()).startsWith("HTTP/1.1 404 Not Found");
  }

  @Test
  void connectionEndsWhenTheClientWantsIt() throws IOException {
    send("GET /announce?" + QUERY + " HTTP/1.1\r\nConnection: close\r\n\r\n");
    assertThat(answer()).contains("Connection: close\r\n");
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void oldProtocolIsToldThatTheConnectionStays() throws IOException {
    send("GET /announce?" + QUERY + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assertThat(answer()).contains("Connection: keep-alive\r\n");
    send("GET /announce?" + QUERY + " HTTP/1.0\r\n\r\n");
    assertThat(answer()).contains("Connection: close\r\n");
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void serverTakesOverWithWhatWasRead() throws IOException {
    send(ANNOUNCE);
    answer();
    send("GET /one HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(answer()).contains("/one got  true");
    // From then on all of it is the server's, announces too.
    send(ANNOUNCE);
    assertThat(answer()).contains("8:completei1e");
    send("POST /one HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(answer()).contains("/one got hello true");
  }

  @Test
  void bodiesAndHalvesAreTheServers() throws IOException {
    send("POST /one HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhe");
    send("llo");
    assertThat(answer()).contains("/one got hello true");
    send(ANNOUNCE.substring(0, 30));
    send(ANNOUNCE.substring(30));
    assertThat(answer()).contains("8:completei1e");
  }

  @Test
  void requestsThatDoNotWaitForAnswersAreAnsweredInOrder() throws IOException {
    String other = ANNOUNCE.replace("left=0", "left=0&numwant=x");
    send(ANNOUNCE + other + ANNOUNCE);
    assertThat(answer()).contains("8:completei1e");
    assertThat(answer()).contains("numwant: not a number");
    assertThat(answer()).contains("8:completei1e");
    // Sent apart, they come while the one before is at work, or do not.
    for (int i = 0; i < 50; i++) {
      send(ANNOUNCE);
      send(other);
    }
    for (int i = 0; i < 50; i++) {
      assertThat(answer()).contains("8:completei1e");
      assertThat(answer()).contains("numwant: not a number");
    }
  }

  @Test
  void nothingComesForABrokenHead() throws IOException {
    send("GET /announce?" + QUERY + " HTTP/1.1\r\nContent-Length: -1\r\n\r\n");
    assertThat(answer()).startsWith("HTTP/1.1 400");
  }
}
