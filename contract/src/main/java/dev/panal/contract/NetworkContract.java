package dev.panal.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.Failure;
import dev.panal.io.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [Network] must do about the coming and going of TCP connections, and about names.
public abstract class NetworkContract extends NetworkTest {
  protected NetworkContract() {}

  @Test
  void bothEndsKnowEachOther() {
    Network.Listener listener = listen();
    assertThat(listener.local().getPort()).isPositive();
    Recorder client = connect(listener.local());
    awaitThat("connected", () -> client.connected() && accepted.size() == 1);
    world.run(() -> {
      Connection server = accepted.getFirst().connection();
      assertThat(client.connection().remote()).isEqualTo(listener.local());
      assertThat(server.local()).isEqualTo(listener.local());
      assertThat(server.remote()).isEqualTo(client.connection().local());
      assertThat(client.connection().remote().isUnresolved()).isFalse();
      assertThat(client.connection().queuedBytes()).isZero();
    });
  }

  @Test
  void manyConnectionsComeThroughOneListener() {
    Network.Listener listener = listen();
    List<Recorder> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(connect(listener.local()));
    }
    awaitThat(
        "all connected",
        () -> clients.stream().allMatch(Recorder::connected) && accepted.size() == 20);
    assertThat(world.onLoop(() -> clients.stream().map(c -> c.connection().local()).distinct()))
        .hasSize(20);
  }

  @Test
  void theCallerChoosesTheAddressItConnectsFrom() {
    Network.Listener listener = listen();
    Recorder client = new Recorder(true);
    world.run(() ->
        client.attach(
            ports.network().connect(listener.local(), world.address(), CONNECT_TIMEOUT, client)));
    awaitThat("connected", () -> client.connected() && accepted.size() == 1);
    InetAddress from = world.onLoop(() -> accepted.getFirst().connection().remote().getAddress());
    assertThat(from).isEqualTo(world.address());
    world.run(client::assertInOrder);
  }

  @Test
  void aPortWithoutListenerRefuses() {
    Recorder client = connect(deadPort());
    awaitThat("told", client::closed);
    world.pass(A_WHILE);
    world.run(() -> {
      assertThat(client.closeKind()).isEqualTo(CloseReason.Kind.REFUSED);
      assertThat(client.connectedCount()).isZero();
      client.connection().close();
    });
  }

  @Test
  void whatIsWrittenToARefusedConnectionIsReleased() {
    List<String> released = new ArrayList<>();
    InetSocketAddress nobody = deadPort();
    Recorder client = new Recorder(true);
    world.run(() -> {
      client.attach(connectTo(nobody, client));
      client.connection().write(ByteBuffer.wrap(new byte[10]), () -> released.add("first"));
      client.connection().write(ByteBuffer.wrap(new byte[10]), () -> released.add("second"));
      assertThat(released).isEmpty();
    });
    awaitThat("closed and released", () -> client.closed() && released.size() == 2);
    world.pass(A_WHILE);
    assertThat(world.onLoop(() -> List.copyOf(released))).containsExactly("first", "second");
    world.run(client::assertInOrder);
  }

  @Test
  void closingBeforeItStandsOnlyTellsClosed() {
    Network.Listener listener = listen();
    Recorder client = new Recorder(true);
    world.run(() -> {
      client.attach(connectTo(listener.local(), client));
      client.connection().close();
      client.connection().close();
      assertThat(client.closed()).as("told inside close").isFalse();
    });
    awaitThat("closed", client::closed);
    world.pass(A_WHILE);
    world.run(() -> {
      assertThat(client.closeKind()).isEqualTo(CloseReason.Kind.LOCAL);
      assertThat(client.connectedCount()).isZero();
      client.assertInOrder();
    });
  }

  @Test
  void aClosedListenerRefusesAndItsConnectionsLiveOn() {
    Network.Listener listener = listen();
    Recorder client = connect(listener.local());
    awaitThat("connected", () -> client.connected() && accepted.size() == 1);
    world.run(() -> {
      listener.close();
      listener.close();
    });
    Recorder late = connect(listener.local());
    awaitThat("the late one is refused", late::closed);
    world.run(() -> {
      assertThat(late.closeKind()).isEqualTo(CloseReason.Kind.REFUSED);
      accepted.getFirst().connection().write(ByteBuffer.wrap("still here".getBytes(UTF_8)));
    });
    awaitThat("the old one works", () -> client.receivedBytes() == 10);
    assertThat(world.onLoop(client::closed)).isFalse();
  }

  @Test
  void aPortIsFreeAgainAfterItsListenerClosed() {
    Network.Listener first = listen();
    Recorder client = connect(first.local());
    awaitThat("connected", () -> client.connected() && accepted.size() == 1);
    world.run(first::close);
    // While a connection of the old listener still stands: a client that restarts needs this.
    Network.Listener second =
        world.onLoop(() -> ports.network().listen(first.local(), connection -> null));
    assertThat(second.local()).isEqualTo(first.local());
  }

  @Test
  void aTakenPortIsAnErrorThatNamesIt() {
    Network.Listener listener = listen();
    IOException error =
        world.onLoop(() ->
            expectIoException(() -> ports.network().listen(listener.local(), connection -> null)));
    assertThat(error.getMessage()).contains(String.valueOf(listener.local().getPort()));
  }

  @Test
  void anAcceptorThatDeclinesClosesTheConnection() {
    Network.Listener listener = listenWith(connection -> null);
    Recorder client = connect(listener.local());
    awaitThat("closed", client::closed);
    assertThat(world.onLoop(client::closeKind))
        .isIn(CloseReason.Kind.REMOTE, CloseReason.Kind.RESET);
  }

  @Test
  void anAcceptorThatThrowsLosesThatConnectionOnly() {
    int[] calls = {0};
    Network.Listener listener =
        listenWith(connection -> {
          calls[0]++;
          if (calls[0] == 1) {
            throw new IllegalStateException("thrown by a test");
          }
          Recorder recorder = new Recorder(false);
          recorder.attach(connection);
          accepted.add(recorder);
          return recorder;
        });
    Recorder lost = connect(listener.local());
    awaitThat("closed", lost::closed);
    Recorder next = connect(listener.local());
    awaitThat("the next one stands", () -> next.connected() && accepted.size() == 1);
    assertThat(world.onLoop(next::closed)).isFalse();
  }

  @Test
  void anAcceptorMayWriteAtOnce() {
    Network.Listener listener =
        listenWith(connection -> {
          connection.write(ByteBuffer.wrap("welcome".getBytes(UTF_8)));
          Recorder recorder = new Recorder(false);
          recorder.attach(connection);
          accepted.add(recorder);
          return recorder;
        });
    Recorder client = connect(listener.local());
    awaitThat("welcomed", () -> client.receivedBytes() == 7);
    assertThat(world.onLoop(client::received)).isEqualTo("welcome".getBytes(UTF_8));
  }

  @Test
  void resolvesALiteralAddress() {
    List<InetAddress> addresses =
        Outcome.<List<InetAddress>>of(
                world, outcome -> ports.network().resolve("192.0.2.7", outcome))
            .value(world);
    assertThat(addresses).extracting(InetAddress::getHostAddress).containsExactly("192.0.2.7");
  }

  @Test
  void resolvesLocalhost() {
    List<InetAddress> addresses =
        Outcome.<List<InetAddress>>of(
                world, outcome -> ports.network().resolve("localhost", outcome))
            .value(world);
    assertThat(addresses).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
  }

  @Test
  void anUnknownNameIsAFailure() {
    // RFC 6761: the top-level domain `invalid` never resolves.
    Failure.Reason reason =
        Outcome.<List<InetAddress>>of(
                world, outcome -> ports.network().resolve("nobody.invalid", outcome))
            .reason(world);
    assertThat(reason).isEqualTo(Failure.Reason.UNKNOWN_HOST);
  }
}
