package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.DatagramService;
import dev.panal.io.Datagrams;
import dev.panal.io.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every UDP socket that answers must do.
public abstract class DatagramServiceContract extends NetworkTest {
  /// More than any implementation takes at a time.
  private static final int MANY = 200;

  private final List<byte[]> heard = new ArrayList<>();
  private final List<InetSocketAddress> senders = new ArrayList<>();

  protected DatagramServiceContract() {}

  /// Sends back what it got, in front of a byte that counts.
  private void echo(ByteBuffer question, Endpoint from, ByteBuffer answer) {
    senders.add(from.socketAddress());
    assertThat(answer.position()).isZero();
    assertThat(answer.remaining()).isGreaterThanOrEqualTo(DatagramService.MAX_ANSWER_BYTES);
    answer.put(question).put((byte) senders.size());
  }

  @Test
  void answersGoBackToWhoAsked() {
    DatagramService service = serve(this::echo);
    Datagrams alice = bind();
    Datagrams bob = bind();
    for (int i = 0; i < 3; i++) {
      Datagrams from = i == 1 ? bob : alice;
      send(from, new byte[] {(byte) (10 + i), 0x55}, service.local());
      int answers = i + 1;
      awaitThat("answered", () -> heard.size() == answers);
      assertThat(heard(i)).containsExactly(10 + i, 0x55, i + 1);
    }
    assertThat(senders).containsExactly(alice.local(), bob.local(), alice.local());
  }

  @Test
  void answersMayTakeTime() {
    DatagramService service = serve((question, from, answer) -> senders.add(from.socketAddress()));
    Datagrams alice = bind();
    send(alice, new byte[] {1}, service.local());
    awaitThat("heard", () -> senders.size() == 1);
    assertThat(heard).isEmpty();
    ByteBuffer late = ByteBuffer.wrap(new byte[] {9, 7, 5, 3}).position(1);
    assertThat(world.onLoop(() -> service.answerLater(late, senders.getFirst()))).isTrue();
    assertThat(late.hasRemaining()).isFalse();
    awaitThat("answered", () -> heard.size() == 1);
    assertThat(heard(0)).containsExactly(7, 5, 3);
  }

  @Test
  void theLongestAnswerLeavesWhole() {
    DatagramService service =
        serve((question, from, answer) -> {
          for (int i = 0; i < DatagramService.MAX_ANSWER_BYTES; i++) {
            answer.put((byte) i);
          }
        });
    send(bind(), new byte[0], service.local());
    awaitThat("answered", () -> heard.size() == 1);
    assertThat(heard(0)).hasSize(DatagramService.MAX_ANSWER_BYTES).endsWith(-51, -50, -49);
  }

  @Test
  void numbersStandInNetworkOrder() {
    DatagramService service =
        serve((question, from, answer) -> answer.putInt(question.getInt(question.position()) + 1));
    send(bind(), new byte[] {0, 0, 1, 2}, service.local());
    awaitThat("answered", () -> heard.size() == 1);
    assertThat(heard(0)).containsExactly(0, 0, 1, 3);
  }

  @Test
  void whatGetsNoAnswerAndWhatFailsLeavesNothing() {
    DatagramService service =
        serve((question, from, answer) -> {
          byte what = question.get();
          if (what > 0) {
            answer.put(what);
          }
          if (what == 2) {
            throw new IllegalStateException("thrown by a test");
          }
        });
    Datagrams alice = bind();
    for (int what = 0; what < 4; what++) {
      send(alice, new byte[] {(byte) what}, service.local());
    }
    awaitThat("the last is answered", () -> heard.stream().anyMatch(bytes -> bytes[0] == 3));
    assertThat(world.onLoop(() -> List.copyOf(heard)))
        .containsExactlyInAnyOrder(new byte[] {1}, new byte[] {3});
  }

  @Test
  void questionsThatAreTooLongAreDropped() {
    DatagramService service = serve(this::echo);
    Datagrams alice = bind();
    send(alice, new byte[DatagramService.MAX_QUESTION_BYTES + 1], service.local());
    send(alice, new byte[] {7}, service.local());
    awaitThat("the short one is answered", () -> !heard.isEmpty());
    assertThat(heard(0)).containsExactly(7, 1);
    assertThat(senders).hasSize(1);
  }

  @Test
  void manyAtOnceAreAllAnswered() {
    DatagramService service = serve((question, from, answer) -> answer.put(question));
    Datagrams alice = bind();
    world.run(() -> {
      for (int i = 0; i < MANY; i++) {
        var _ = alice.send(ByteBuffer.allocate(2).putShort((short) i).flip(), service.local());
      }
    });
    awaitThat("all are answered", () -> heard.size() == MANY);
    world.run(() ->
        assertThat(heard.stream().map(bytes -> ByteBuffer.wrap(bytes).getShort()).distinct())
            .hasSize(MANY));
    send(alice, new byte[] {7, 7}, service.local());
    awaitThat("one more is answered", () -> heard.size() == MANY + 1);
    assertThat(heard(MANY)).containsExactly(7, 7);
  }

  @Test
  void whoClosesAmongManyAnswersNoMore() {
    List<DatagramService> services = new ArrayList<>();
    DatagramService service =
        serve((question, from, answer) -> {
          answer.put(question);
          senders.add(from.socketAddress());
          if (senders.size() == MANY * 3 / 4) {
            services.getFirst().close();
          }
        });
    Datagrams alice = bind();
    world.run(() -> {
      services.add(service);
      for (int i = 0; i < MANY; i++) {
        var _ = alice.send(ByteBuffer.allocate(2).putShort((short) i).flip(), service.local());
      }
    });
    awaitThat("closed", () -> senders.size() >= MANY * 3 / 4);
    world.pass(A_WHILE);
    assertThat(world.onLoop(heard::size)).isLessThan(MANY * 3 / 4);
    DatagramService again = world.onLoop(() -> ports.network().serve(service.local(), this::echo));
    assertThat(again.local()).isEqualTo(service.local());
  }

  @Test
  void whatIsToldBeforehandIsAskedAfterwards() {
    List<Byte> told = new ArrayList<>();
    List<Byte> asked = new ArrayList<>();
    DatagramService service =
        serve(
            new DatagramService.Responder() {
              @Override
              public void expect(ByteBuffer[] questions, int count) {
                assertThat(asked).hasSameSizeAs(told);
                for (int i = 0; i < count; i++) {
                  told.add(questions[i].get());
                }
                throw new IllegalStateException("thrown by a test");
              }

              @Override
              public void respond(ByteBuffer question, Endpoint from, ByteBuffer answer) {
                asked.add(question.get(0));
                answer.put(question);
              }
            });
    Datagrams alice = bind();
    for (byte i = 0; i < 3; i++) {
      send(alice, new byte[] {i}, service.local());
    }
    awaitThat("answered", () -> asked.size() == 3);
    assertThat(world.onLoop(() -> told.isEmpty() || told.equals(asked))).isTrue();
  }

  @Test
  void aClosedServiceAnswersNoMoreAndGivesItsPortBack() {
    DatagramService service = serve(this::echo);
    Datagrams alice = bind();
    world.run(() -> {
      service.close();
      service.close();
      var _ = alice.send(ByteBuffer.wrap(new byte[] {1}), service.local());
    });
    world.pass(A_WHILE);
    assertThat(world.onLoop(heard::size)).isZero();
    DatagramService again = world.onLoop(() -> ports.network().serve(service.local(), this::echo));
    assertThat(again.local()).isEqualTo(service.local());
    IOException error =
        world.onLoop(
            () -> expectIoException(() -> ports.network().serve(service.local(), this::echo)));
    assertThat(error.getMessage()).contains(String.valueOf(service.local().getPort()));
  }

  private DatagramService serve(DatagramService.Responder responder) {
    return world.onLoop(() -> ports.network().serve(anyPort(), responder));
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
    heard.add(copy);
  }

  private byte[] heard(int index) {
    return world.onLoop(() -> heard.get(index));
  }
}
