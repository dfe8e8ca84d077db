package dev.panal.app.tracker.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpFrontTest {
  private Front front;
  private int port;

  @BeforeEach
  void start() throws IOException {
    front = Front.plain(new Front.Room("/one"), new Front.Room("/two"), new Failing());
    port = front.port;
  }

  @AfterEach
  void stop() throws IOException {
    front.close();
  }

  private static final class Failing extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      if (request.getHttpURI().getCanonicalPath().equals("/failing")) {
        throw new IllegalStateException("secret");
      }
      return false;
    }
  }

  @Test
  void roomsAnswerWhatIsTheirsOnThreadsThatMayBlock() throws IOException {
    assertThat(RawHttp.get(port, "/one"))
        .startsWith("HTTP/1.1 200")
        .contains("/one got  true from 127.0.0.1 http://localhost:" + port);
    assertThat(RawHttp.request(port, "POST", "/two", "hello"))
        .startsWith("HTTP/1.1 200")
        .contains("/two got hello true");
    assertThat(RawHttp.get(port, "/three")).startsWith("HTTP/1.1 404").contains("Not Found");
    assertThat(RawHttp.get(port, "/announce")).contains("failure reason");
  }

  @Test
  void aRoomThatFailsSaysNothingOfIt() throws IOException {
    assertThat(RawHttp.get(port, "/failing")).startsWith("HTTP/1.1 500").doesNotContain("secret");
  }

  @Test
  void browsersAreToldToBeStrict() throws IOException {
    for (String target : List.of("/one", "/nowhere")) {
      assertThat(RawHttp.get(port, target))
          .contains("Content-Security-Policy: default-src 'none'")
          .doesNotContain("unsafe-inline")
          .contains("X-Content-Type-Options: nosniff")
          .contains("X-Frame-Options: DENY")
          .contains("Referrer-Policy: same-origin");
    }
  }

  @Test
  void onlyOurOwnPagesMayChangeSomething() throws IOException {
    String own = "http://localhost:" + port;
    assertThat(post("Origin: " + own)).startsWith("HTTP/1.1 200");
    assertThat(post("Referer: " + own + "/some/page?x=y")).startsWith("HTTP/1.1 200");
    assertThat(post("Sec-Fetch-Site: same-origin")).startsWith("HTTP/1.1 200");
    assertThat(post("X-Nothing: no browser")).startsWith("HTTP/1.1 200");
    refused("Origin", "Origin: http://evil.example");
    refused("Origin", "Origin: http://localhost:1");
    refused("Origin", "Origin: http://localhost.evil.example:" + port);
    refused("Origin", "Origin: null");
    refused("Origin", "Origin: http://evil.example", "Referer: " + own + "/");
    refused("Origin", "Origin: " + own + "\\@evil.example");
    refused("Referer", "Referer: http://evil.example/" + own);
    refused("Sec-Fetch-Site", "Sec-Fetch-Site: cross-site");
    refused("Sec-Fetch-Site", "Sec-Fetch-Site: same-site");
    assertThat(RawHttp.get(port, "/one", "Origin: http://evil.example")).startsWith("HTTP/1.1 200");
  }

  private String post(String... headers) throws IOException {
    return RawHttp.request(port, "POST", "/one", "x", headers);
  }

  private void refused(String names, String... headers) throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
      assertThat(RawHttp.request(port, method, "/one", "x", headers))
          .startsWith("HTTP/1.1 403")
          .contains(names + ": this may be done from this server's own pages only")
          .doesNotContain("/one got");
    }
  }

  /// A page may have the name that it was loaded from lead to this machine.
  @Test
  void aNameThatWasTurnedHereIsNotTrusted() throws IOException {
    for (String host :
        List.of("evil.example", "localhost.evil.example", "192.0.2.7", "127.0.0.1.evil.example")) {
      String answer = to(host, "Origin: http://" + host);
      assertThat(answer).as(host).startsWith("HTTP/1.1 403").contains("Host: use the address");
      assertThat(to(host, "Sec-Fetch-Site: same-origin")).startsWith("HTTP/1.1 403");
      assertThat(to(host, "X-Nothing: no browser")).startsWith("HTTP/1.1 200");
    }
    for (String host : List.of("localhost", "panal.localhost", "127.0.0.1", "[::1]")) {
      assertThat(to(host, "Origin: http://" + host)).as(host).startsWith("HTTP/1.1 200");
    }
  }

  private String to(String host, String header) throws IOException {
    return RawHttp.send(
        port,
        "POST /one HTTP/1.1\r\nHost: "
            + host
            + "\r\nConnection: close\r\nContent-Length: 0\r\n"
            + header
            + "\r\n\r\n");
  }

  @Test
  void onlyTrustedProxiesAreBelieved() throws IOException {
    String[] said = {
      "X-Forwarded-For: 198.51.100.1, 192.0.2.7",
      "X-Forwarded-Proto: https",
      "X-Forwarded-Host: tracker.example"
    };
    assertThat(RawHttp.get(port, "/one", said)).contains("from 127.0.0.1 http://localhost:" + port);
    try (Front behind =
        new Front(
            List.of("127.0.0.0/8"),
            Optional.empty(),
            FrontLimits.defaults(),
            new Front.Room("/one"))) {
      assertThat(RawHttp.get(behind.port, "/one", said))
          .contains("from 192.0.2.7 https://tracker.example");
      assertThat(
              RawHttp.request(
                  behind.port, "POST", "/one", "x", said[2], "Origin: https://tracker.example"))
          .startsWith("HTTP/1.1 200");
      assertThat(RawHttp.get(behind.port, "/one", "X-Forwarded-For: nobody"))
          .startsWith("HTTP/1.1 400")
          .contains("X-Forwarded-For: the proxy should write");
      assertThat(RawHttp.get(behind.port, "/one", said[0], "X-Forwarded-Host: [broken"))
          .startsWith("HTTP/1.1 400");
      String announce =
          "/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=-XX0000-abcdefghijkl&port=1&left=5";
      assertThat(RawHttp.get(behind.port, announce, said))
          .contains("11:external ip4:" + (char) 192 + "\0" + (char) 2 + (char) 7);
    }
  }
}
