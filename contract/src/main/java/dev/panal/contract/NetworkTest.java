package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

/// Listeners and connections for the contracts about TCP; at the end every handler must have been
/// told everything in its order.
abstract class NetworkTest extends ContractTest {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final List<Recorder> recorders = new ArrayList<>();

  /// What the listener made of the incoming connections, in order. Lives on the loop.
  final List<Recorder> accepted = new ArrayList<>();

  @AfterEach
  void everyHandlerWasToldInOrder() {
    world.run(() -> recorders.forEach(Recorder::assertInOrder));
  }

  Network.Listener listen() {
    return listen(() -> new Recorder(false));
  }

  /// Listens on any port with handlers from `handlers`, which come to [#accepted].
  Network.Listener listen(Supplier<Recorder> handlers) {
    return listenWith(connection -> {
      Recorder recorder = handlers.get();
      recorders.add(recorder);
      recorder.attach(connection);
      accepted.add(recorder);
      return recorder;
    });
  }

  Network.Listener listenWith(Network.Acceptor acceptor) {
    return world.onLoop(() -> ports.network().listen(anyPort(), acceptor));
  }

  Recorder connect(InetSocketAddress remote) {
    return connect(remote, new Recorder(true));
  }

  <R extends Recorder> R connect(InetSocketAddress remote, R recorder) {
    return world.onLoop(() -> {
      recorders.add(recorder);
      recorder.attach(connectTo(remote, recorder));
      assertThat(recorder.connected() || recorder.closed()).as("told in connect").isFalse();
      return recorder;
    });
  }

  Connection connectTo(InetSocketAddress remote, ConnectionHandler handler) {
    return ports.network().connect(remote, null, CONNECT_TIMEOUT, handler);
  }

  /// Both ends of a connection that stands.
  Pair pair() {
    return pair(new Recorder(true), () -> new Recorder(false));
  }

  Pair pair(Recorder client, Supplier<Recorder> server) {
    int before = world.onLoop(accepted::size);
    Network.Listener listener = listen(server);
    connect(listener.local(), client);
    awaitThat("connected", () -> client.connected() && accepted.size() == before + 1);
    return world.onLoop(() -> {
      listener.close();
      return new Pair(client, accepted.getLast());
    });
  }

  InetSocketAddress anyPort() {
    return new InetSocketAddress(world.address(), 0);
  }

  /// A port on which nobody listens, as far as one can know.
  InetSocketAddress deadPort() {
    return world.onLoop(() -> {
      Network.Listener listener = ports.network().listen(anyPort(), connection -> null);
      InetSocketAddress address = listener.local();
      listener.close();
      return address;
    });
  }

  static IOException expectIoException(IoCall call) {
    try {
      call.run();
    } catch (IOException expected) {
      return expected;
    }
    throw new AssertionError("expected an IOException");
  }

  record Pair(Recorder client, Recorder server) {}

  /// Something that throws [IOException].
  @FunctionalInterface
  interface IoCall {
    void run() throws IOException;
  }
}
