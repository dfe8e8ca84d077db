package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Failure;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Http;
import dev.panal.io.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Web servers that do not do as they should.
class RudeServersTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private RealWorld world;
  private ServerSocket server;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    world = new RealWorld(folder);
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    world.close();
    server.close();
  }

  @Test
  void rubbishIsAProtocolFailure() {
    answer("SSH-2.0-OpenSSH\r\n\r\n");
    assertThat(get("/").reason()).isEqualTo(Reason.PROTOCOL);
  }

  @Test
  void aBodyThatEndsEarlyIsACutConnection() {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
    assertThat(get("/").reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void noAnswerAtAllIsACutConnection() {
    answer("");
    assertThat(get("/").reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void aBrokenPackageIsAProtocolFailure() {
    answer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain");
    assertThat(get("/").reason()).isEqualTo(Reason.PROTOCOL);
  }

  @Test
  void anAnnouncedLengthIsNotBelieved() {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000\r\n\r\n" + "x".repeat(5000));
    assertThat(get("/").reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void aBodyWithoutEndIsTooLarge() {
    Thread _ =
        Thread.ofVirtual()
            .start(() -> {
              byte[] chunk = "400\r\n%s\r\n".formatted("x".repeat(1024)).getBytes(ascii());
              serve(out -> {
                out.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(ascii()));
                while (true) {
                  out.write(chunk);
                }
              });
            });
    assertThat(get("/").reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void dripsDoNotOutliveTheTimeout() {
    Thread _ =
        Thread.ofVirtual()
            .start(() ->
                serve(out -> {
                  out.write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n".getBytes(ascii()));
                  while (true) {
                    out.write('x');
                    out.flush();
                    Thread.sleep(20);
                  }
                }));
    assertThat(get("/", Duration.ofMillis(300)).reason()).isEqualTo(Reason.TIMED_OUT);
  }

  @Test
  void redirectsStayOnTheWeb() {
    List<String> targets = List.of("file:///etc/passwd", "ftp://host/", "http:", "http://[x");
    Iterator<String> next = targets.iterator();
    Thread _ =
        Thread.ofVirtual()
            .start(() ->
                serve(out ->
                    out.write(
                        ("HTTP/1.1 302 Found\r\nLocation: "
                                + next.next()
                                + "\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(ascii()))));
    for (String target : targets) {
      assertThat(get("/").reason()).as(target).isEqualTo(Reason.PROTOCOL);
    }
  }

  @Test
  void aFailureDoesNotShowAPasskey() {
    answer("rubbish\r\n\r\n");
    Failure failure = get("/announce?passkey=secret");
    assertThat(failure.toString()).contains("127.0.0.1", "/announce").doesNotContain("secret");
  }

  private Failure get(String path) {
    return get(path, LIMIT);
  }

  private Failure get(String path, Duration timeout) {
    URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    List<Result<Http.Reply>> results = new ArrayList<>();
    world.run(() -> {
      var _ = world.ports().http().get(request(uri, timeout), results::add);
    });
    assertThat(world.await(LIMIT, () -> !results.isEmpty())).isTrue();
    return switch (world.onLoop(results::getFirst)) {
      case Result.Done<Http.Reply> done -> throw new AssertionError("status " + done.value());
      case Result.Failed<Http.Reply> failed -> failed.failure();
    };
  }

  private static Http.Request request(URI uri, Duration timeout) {
    return new Http.Request(uri, Map.of(), 1000, timeout, 3);
  }

  private void answer(String text) {
    Thread _ = Thread.ofVirtual().start(() -> serve(out -> out.write(text.getBytes(ascii()))));
  }

  /// Until the test is over; the client may try again. Whatever it does is fine.
  private void serve(Answer answer) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        int _ = socket.getInputStream().read(new byte[4096]);
        answer.to(socket.getOutputStream());
      } catch (IOException | InterruptedException e) {
        // The client has left, or the test is over.
      }
    }
  }

  private static java.nio.charset.Charset ascii() {
    return StandardCharsets.US_ASCII;
  }

  /// What the server sends.
  @FunctionalInterface
  private interface Answer {
    void to(OutputStream out) throws IOException, InterruptedException;
  }
}
