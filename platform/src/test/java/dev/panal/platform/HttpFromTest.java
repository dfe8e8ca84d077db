package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.panal.io.Http;
import dev.panal.io.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where requests come from matters to trackers: they tell peers to connect to that address.
class HttpFromTest {
  @Test
  void requestsLeaveFromTheAddressThatIsSet(@TempDir Path folder) throws IOException {
    InetAddress from = InetAddress.ofLiteral("127.0.0.5");
    assumeTrue(local(from), "this system has one loopback address only");
    PlatformConfig.HttpConfig http = PlatformConfig.HttpConfig.defaults().withFrom(from);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        RealWorld world =
            new RealWorld(folder, PlatformConfig.defaults().withName("test").withHttp(http))) {
      List<Result<Http.Reply>> results = new ArrayList<>();
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/announce");
      world.onLoop(() ->
          world
              .ports()
              .http()
              .get(new Http.Request(uri, Map.of(), 100, Duration.ofSeconds(20), 0), results::add));
      try (Socket accepted = server.accept()) {
        assertThat(accepted.getInetAddress()).isEqualTo(from);
      }
    }
  }

  private static boolean local(InetAddress address) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(address, 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
