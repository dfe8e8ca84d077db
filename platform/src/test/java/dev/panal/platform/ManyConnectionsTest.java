package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.Network;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyConnectionsTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int CONNECTIONS = 2000;

  private int connected;
  private int answers;
  private int closed;

  @Test
  void thousandsTalkAtOnce(@TempDir Path folder) {
    try (RealWorld world = new RealWorld(folder)) {
      List<Connection> connections = new ArrayList<>();
      Network.Listener listener =
          world.onLoop(() ->
              world
                  .ports()
                  .network()
                  .listen(
                      new InetSocketAddress(world.address(), 0),
                      connection -> new Peer(connection::write, () -> {})));
      world.run(() -> connect(world, listener, connections));
      assertThat(world.await(LIMIT, () -> connected == CONNECTIONS)).isTrue();
      for (int round = 1; round <= 3; round++) {
        int expected = round * CONNECTIONS;
        world.run(() -> connections.forEach(peer -> peer.write(ByteBuffer.wrap(new byte[] {1}))));
        assertThat(world.await(LIMIT, () -> answers == expected)).isTrue();
      }
      world.run(() -> connections.forEach(Connection::close));
      assertThat(world.await(LIMIT, () -> closed == 2 * CONNECTIONS)).isTrue();
    }
  }

  private void connect(RealWorld world, Network.Listener listener, List<Connection> connections) {
    for (int i = 0; i < CONNECTIONS; i++) {
      connections.add(
          world
              .ports()
              .network()
              .connect(
                  listener.local(),
                  null,
                  LIMIT,
                  new Peer(bytes -> answers += bytes.remaining(), () -> connected++)));
    }
  }

  private final class Peer implements ConnectionHandler {
    private final Consumer<ByteBuffer> bytes;
    private final Runnable connected;

    Peer(Consumer<ByteBuffer> bytes, Runnable connected) {
      this.bytes = bytes;
      this.connected = connected;
    }

    @Override
    public void onConnected() {
      connected.run();
    }

    @Override
    public void onBytes(ByteBuffer arrived) {
      bytes.accept(arrived);
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(CloseReason reason) {
      closed++;
    }
  }
}
