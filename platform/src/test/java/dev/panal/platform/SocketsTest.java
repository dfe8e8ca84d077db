package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.Datagrams;
import dev.panal.io.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only real sockets have: families, ports that were used a moment ago, and threads that are
/// not the loop.
class SocketsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final List<String> told = new ArrayList<>();
  private RealWorld world;

  @BeforeEach
  void open(@TempDir Path folder) {
    world = new RealWorld(folder);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void tcpAndUdpSpeakIpv6() throws Exception {
    InetAddress six = InetAddress.ofLiteral("::1");
    assumeThat(hasAddress(six)).as("this machine has IPv6").isTrue();
    world.run(() -> {
      Network network = world.ports().network();
      try {
        var listener = network.listen(new InetSocketAddress(six, 0), c -> handler("server"));
        Connection _ = network.connect(listener.local(), null, LIMIT, handler("client"));
        Datagrams udp =
            network.bind(new InetSocketAddress(six, 0), (bytes, from) -> told.add("udp " + from));
        assertThat(udp.send(ByteBuffer.allocate(1), udp.local())).isTrue();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    assertThat(world.await(LIMIT, () -> told.contains("client connected") && told.size() == 2))
        .as("told %s", told)
        .isTrue();
  }

  @Test
  void theWildcardAddressHearsBothFamilies() throws Exception {
    assumeThat(hasAddress(InetAddress.ofLiteral("::1"))).as("this machine has IPv6").isTrue();
    world.run(() -> {
      Network network = world.ports().network();
      try {
        int port = network.listen(new InetSocketAddress(0), c -> null).local().getPort();
        for (String host : List.of("127.0.0.1", "::1")) {
          var remote = new InetSocketAddress(InetAddress.ofLiteral(host), port);
          Connection _ = network.connect(remote, null, LIMIT, handler(host));
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    assertThat(
            world.await(
                LIMIT,
                () -> told.contains("127.0.0.1 connected") && told.contains("::1 connected")))
        .isTrue();
  }

  @Test
  void aPortIsFreeAgainAtOnceAfterItsConnectionsEnded() {
    InetSocketAddress any = new InetSocketAddress(world.address(), 0);
    List<Connection> accepted = new ArrayList<>();
    Network.Listener first =
        world.onLoop(() ->
            world
                .ports()
                .network()
                .listen(
                    any,
                    connection -> {
                      accepted.add(connection);
                      return handler("server");
                    }));
    world.run(() -> {
      Connection _ = world.ports().network().connect(first.local(), null, LIMIT, handler("client"));
    });
    assertThat(world.await(LIMIT, () -> accepted.size() == 1)).isTrue();
    // Our end closes first, so that the old connection lingers on this port.
    world.run(() -> {
      accepted.getFirst().close();
      first.close();
    });
    assertThat(world.await(LIMIT, () -> told.contains("client closed REMOTE"))).isTrue();
    Network.Listener again =
        world.onLoop(() -> world.ports().network().listen(first.local(), c -> null));
    assertThat(again.local()).isEqualTo(first.local());
  }

  @Test
  void aClosedPortIsFreeInTheSameTurn() {
    int rounds = 20;
    int reopened =
        world.onLoop(() -> {
          Network network = world.ports().network();
          Network.Listener listener =
              network.listen(new InetSocketAddress(world.address(), 0), c -> null);
          Datagrams udp = network.bind(listener.local(), (bytes, from) -> {});
          for (int i = 0; i < rounds; i++) {
            listener.close();
            udp.close();
            listener = network.listen(listener.local(), c -> null);
            udp = network.bind(listener.local(), (bytes, from) -> {});
          }
          return rounds;
        });
    assertThat(reopened).isEqualTo(rounds);
  }

  @Test
  void aCallFromAnotherThreadIsRefused() {
    assertThatThrownBy(() -> world.ports().loop().schedule(Duration.ZERO, () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("test-loop");
    assertThatThrownBy(() -> world.ports().buffers().take(1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> world.ports().network().listen(new InetSocketAddress(0), c -> null))
        .isInstanceOf(IllegalStateException.class);
  }

  private static boolean hasAddress(InetAddress address) throws SocketException {
    return NetworkInterface.getByInetAddress(address) != null;
  }

  private ConnectionHandler handler(String name) {
    return new ConnectionHandler() {
      @Override
      public void onConnected() {
        told.add(name + " connected");
      }

      @Override
      public void onBytes(ByteBuffer bytes) {}

      @Override
      public void onWritable() {}

      @Override
      public void onClosed(CloseReason reason) {
        told.add(name + " closed " + reason.kind());
      }
    };
  }
}
