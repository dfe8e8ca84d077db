package dev.panal.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.Datagrams;
import dev.panal.io.EventLoop;
import dev.panal.io.Lease;
import dev.panal.io.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A program that ends in order must leave nothing; whatever it leaves is named.
final class LeftoversTest {
  private final VirtualWorld world = new VirtualWorld(1);
  private final Host host = world.host(HostSpec.named("host"));

  @Test
  void nothingIsLeftWhereEverythingWasGivenBack() throws IOException {
    Network network = host.ports().network();
    Network.Listener listener = network.listen(new InetSocketAddress(0), connection -> null);
    Connection connection = connectTo(listener);
    EventLoop.Timer ran = host.ports().loop().schedule(Duration.ofMillis(1), () -> {});
    EventLoop.Timer cancelled = host.ports().loop().schedule(Duration.ofHours(1), () -> {});
    cancelled.cancel();
    Datagrams datagrams = network.bind(new InetSocketAddress(0), (bytes, from) -> {});
    datagrams.close();
    host.ports().disk().freeBytes(Path.of("/"), result -> {});
    Lease lease = host.ports().buffers().take(1);
    lease.release();
    world.run(Duration.ofSeconds(1));
    connection.close();
    listener.close();
    ran.cancel();
    host.stop();
    assertThatCode(world::check).doesNotThrowAnyException();
  }

  @Test
  void leasesAreNamed() {
    host.rememberLeaseOrigins();
    Lease lease = host.ports().buffers().take(10);
    assertThat(lease.buffer().remaining()).isEqualTo(10);
    assertLeft("a lease of 10 bytes", "leasesAreNamed");
  }

  @Test
  void timersAreNamed() {
    EventLoop.Timer timer = host.ports().loop().schedule(Duration.ofHours(1), () -> {});
    assertThat(timer).isNotNull();
    assertLeft("a timer", "LeftoversTest");
  }

  @Test
  void listenersAndConnectionsAreNamed() throws IOException {
    Network.Listener listener =
        host.ports().network().listen(new InetSocketAddress(4321), connection -> new Silent());
    connectTo(listener);
    world.run(Duration.ofSeconds(1));
    assertLeft("a listener on", "4321", "a connection from");
  }

  @Test
  void datagramSocketsAreNamed() throws IOException {
    Datagrams socket =
        host.ports().network().bind(new InetSocketAddress(4321), (bytes, from) -> {});
    assertThat(socket.local().getPort()).isEqualTo(4321);
    assertLeft("a UDP socket on", "4321");
  }

  @Test
  void diskOperationsAreNamed() {
    host.ports().disk().freeBytes(Path.of("/"), result -> {});
    assertLeft("1 disk operations");
  }

  private void assertLeft(String... words) {
    host.stop();
    assertThatThrownBy(world::check).hasMessageContainingAll(words);
  }

  private Connection connectTo(Network.Listener listener) {
    InetSocketAddress address = new InetSocketAddress(host.address(), listener.local().getPort());
    return host.ports().network().connect(address, null, Duration.ofSeconds(1), new Silent());
  }

  private static final class Silent implements ConnectionHandler {
    @Override
    public void onBytes(ByteBuffer bytes) {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(CloseReason reason) {}
  }
}
