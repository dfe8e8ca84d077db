package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Datagrams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every UDP socket must do. Between two sockets of one world nothing is lost unless a queue
/// overflows, so these tests send little at a time.
public abstract class DatagramsContract extends NetworkTest {
  private final List<Heard> heard = new ArrayList<>();

  protected DatagramsContract() {}

  @Test
  void aDatagramArrivesWholeWithItsSender() {
    Datagrams alice = bind();
    Datagrams bob = bind();
    byte[] question = bytes(100, 1);
    byte[] answer = bytes(1472, 2);
    send(alice, question, bob.local());
    awaitThat("the question arrived", () -> heard.size() == 1);
    send(bob, answer, heard(0).from());
    awaitThat("the answer arrived", () -> heard.size() == 2);
    assertThat(heard(0).from()).isEqualTo(alice.local());
    assertThat(heard(0).bytes()).isEqualTo(question);
    assertThat(heard(1).from()).isEqualTo(bob.local());
    assertThat(heard(1).bytes()).isEqualTo(answer);
  }

  @Test
  void theBufferIsTheCallersAgainWhenSendReturns() {
    Datagrams alice = bind();
    Datagrams bob = bind();
    world.run(() -> {
      ByteBuffer buffer = ByteBuffer.wrap(bytes(10, 3));
      assertThat(alice.send(buffer, bob.local())).isTrue();
      assertThat(buffer.hasRemaining()).isFalse();
      buffer.clear();
      buffer.put(0, new byte[10]);
    });
    awaitThat("arrived", () -> heard.size() == 1);
    assertThat(heard(0).bytes()).isEqualTo(bytes(10, 3));
  }

  @Test
  void onlyTheRemainingBytesLeave() {
    Datagrams alice = bind();
    Datagrams bob = bind();
    world.run(() -> {
      ByteBuffer buffer = ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4, 5}, 2, 3);
      assertThat(alice.send(buffer.asReadOnlyBuffer(), bob.local())).isTrue();
    });
    awaitThat("arrived", () -> heard.size() == 1);
    assertThat(heard(0).bytes()).containsExactly(2, 3, 4);
  }

  @Test
  void anEmptyDatagramAndALargeOneArrive() {
    Datagrams alice = bind();
    Datagrams bob = bind();
    send(alice, new byte[0], bob.local());
    awaitThat("the empty one", () -> heard.size() == 1);
    send(alice, bytes(8192, 4), bob.local());
    awaitThat("the large one", () -> heard.size() == 2);
    assertThat(heard(0).bytes()).isEmpty();
    assertThat(heard(1).bytes()).isEqualTo(bytes(8192, 4));
  }

  @Test
  void anExceptionOutOfTheHandlerDropsThatDatagramOnly() {
    Datagrams alice = bind();
    Datagrams bob =
        world.onLoop(() ->
            ports
                .network()
                .bind(
                    anyPort(),
                    (bytes, from) -> {
                      keep(bytes, from);
                      if (heard.size() == 1) {
                        throw new IllegalStateException("thrown by a test");
                      }
                    }));
    send(alice, new byte[] {1}, bob.local());
    awaitThat("the first", () -> heard.size() == 1);
    send(alice, new byte[] {2}, bob.local());
    awaitThat("the second", () -> heard.size() == 2);
  }

  @Test
  void whatNobodyListensForIsLost() {
    Datagrams alice = bind();
    Datagrams bob = bind();
    InetSocketAddress nobody = bob.local();
    world.run(bob::close);
    world.run(() -> {
      var _ = alice.send(ByteBuffer.wrap(new byte[] {1}), nobody);
    });
    world.pass(A_WHILE);
    // The socket survives what the system may say about it.
    Datagrams carol = bind();
    send(alice, new byte[] {2}, carol.local());
    awaitThat("the next one arrives", () -> heard.size() == 1);
    assertThat(heard(0).bytes()).containsExactly(2);
  }

  @Test
  void aClosedSocketNeitherSendsNorHears() {
    Datagrams alice = bind();
    Datagrams bob = bind();
    world.run(() -> {
      bob.close();
      bob.close();
      assertThat(bob.send(ByteBuffer.wrap(new byte[] {1}), alice.local())).isFalse();
      var _ = alice.send(ByteBuffer.wrap(new byte[] {2}), bob.local());
    });
    world.pass(A_WHILE);
    assertThat(world.onLoop(heard::size)).isZero();
    Datagrams again = world.onLoop(() -> ports.network().bind(bob.local(), this::keep));
    assertThat(again.local()).isEqualTo(bob.local());
  }

  @Test
  void aTakenPortIsAnErrorThatNamesIt() {
    Datagrams alice = bind();
    IOException error =
        world.onLoop(
            () -> expectIoException(() -> ports.network().bind(alice.local(), this::keep)));
    assertThat(error.getMessage()).contains(String.valueOf(alice.local().getPort()));
  }

  private Datagrams bind() {
    return world.onLoop(() -> ports.network().bind(anyPort(), this::keep));
  }

  private void send(Datagrams from, byte[] bytes, InetSocketAddress to) {
    boolean sent = world.onLoop(() -> from.send(ByteBuffer.wrap(bytes), to));
    assertThat(sent).isTrue();
  }

  private void keep(ByteBuffer bytes, InetSocketAddress from) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    heard.add(new Heard(copy, from));
  }

  private Heard heard(int index) {
    return world.onLoop(() -> heard.get(index));
  }

  private static byte[] bytes(int length, int start) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (start + i);
    }
    return bytes;
  }

  private record Heard(byte[] bytes, InetSocketAddress from) {}
}
