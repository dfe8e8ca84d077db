package dev.panal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Strangers at the ring's port.
final class RingDoorTest extends RingTestBase {
  @Test
  void whoeverHasAnotherSecretStaysOutside() throws IOException {
    ListAppender<ILoggingEvent> log = listen();
    joinAll("a", "b");
    Tracker[] all = trackers.toArray(Tracker[]::new);
    try (Tracker stranger = Tracker.join(Tracker.config("x", "another secret, as long", all))) {
      // Long enough for it to have looked for others several times, and they for it.
      await()
          .during(Duration.ofSeconds(3))
          .atMost(LONG)
          .until(() -> settled(trackers) && stranger.ring.members().equals(List.of("x")));
      done(trackers.getFirst().replicate(numbers(0, 100)).join());
      done(stranger.replicate(numbers(200, 300)).join());
      assertThat(trackers.get(1).held()).isEqualTo(numbers(0, 100));
      assertThat(stranger.held()).isEqualTo(numbers(200, 300));
    }
    assertThat(warnings(log)).hasSizeLessThanOrEqualTo(3).anyMatch(m -> m.contains("refused"));
  }

  @Test
  void garbageAtThePortChangesNothing() throws IOException {
    ListAppender<ILoggingEvent> log = listen();
    joinAll("a", "b");
    InetSocketAddress port = trackers.getFirst().ring.address();
    InetSocketAddress other = trackers.get(1).ring.address();
    List<Socket> silent = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      Socket socket = new Socket(port.getAddress(), port.getPort());
      byte[] garbage = new byte[1 + random.nextInt(2_000)];
      random.nextBytes(garbage);
      switch (i % 4) {
        case 0 -> socket.getOutputStream().write(garbage);
        case 1 -> socket.getOutputStream().write(hello(other));
        case 2 ->
            socket
                .getOutputStream()
                .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        default -> silent.add(socket);
      }
      if (i % 4 != 3) {
        socket.close();
      }
    }
    done(trackers.getFirst().replicate(numbers(0, 100)).join());
    join("c");
    settle();
    allCopies(numbers(0, 100));
    for (Socket socket : silent) {
      socket.close();
    }
    assertThat(warnings(log)).hasSize(1).first().asString().contains("refused a connection");
  }

  /// What JGroups itself would send, in the name of another node.
  private static byte[] hello(InetSocketAddress other) {
    byte[] address = other.getAddress().getAddress();
    return ByteBuffer.allocate(64)
        .put("bela".getBytes(StandardCharsets.UTF_8))
        .putShort((short) 0x5502)
        .putShort((short) 7)
        .put((byte) 4)
        .put(address)
        .putShort((short) other.getPort())
        .putInt(Integer.MAX_VALUE)
        .array();
  }

  private static ListAppender<ILoggingEvent> listen() {
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(appender);
    return appender;
  }

  private static List<String> warnings(ListAppender<ILoggingEvent> log) {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
    return new ArrayList<>(log.list)
        .stream()
            .map(ILoggingEvent::getFormattedMessage)
            .filter(message -> !message.contains("bind_port of 0")) // tests alone take any port
            .toList();
  }
}
