package dev.panal.app.tracker.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpFrontTest {
  private Platform platform;
  private Tracker tracker;
  private HttpFront front;
  private int port;

  @BeforeEach
  void start() throws IOException {
    platform = Platform.open(PlatformConfig.defaults().withName("panal-test"));
    tracker = new Tracker(platform.ports(), TrackerConfig.defaults());
    front =
        new HttpFront(
            InetAddress.getLoopbackAddress(),
            0,
            tracker.http(),
            List.of(new Room("/one"), new Room("/two"), new Failing()));
    port = front.start();
  }

  @AfterEach
  void stop() throws IOException {
    front.close();
    tracker.close();
    platform.close();
  }

  /// Answers its path with what it was sent and the thread it ran on.
  private static final class Room extends Handler.Abstract {
    private final String path;

    Room(String path) {
      this.path = path;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      if (!request.getHttpURI().getCanonicalPath().equals(path)) {
        return false;
      }
      String body = Content.Source.asString(request);
      boolean virtual = Thread.currentThread().isVirtual();
      Content.Sink.write(response, true, path + " got " + body + " " + virtual, callback);
      return true;
    }
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
    assertThat(RawHttp.get(port, "/one")).startsWith("HTTP/1.1 200").contains("/one got  true");
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
}
