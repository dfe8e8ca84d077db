package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.panal.io.DatagramService;
import dev.panal.io.Endpoint;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageSocketTest {
  private static final int PATIENCE_MILLIS = 10_000;

  @TempDir private Path folder;

  private final List<InetSocketAddress> askers = new CopyOnWriteArrayList<>();

  private void answer(ByteBuffer question, Endpoint from, ByteBuffer answer) {
    askers.add(from.socketAddress());
    answer.put(question);
  }

  private DatagramService serve(RealWorld world) {
    return world.onLoop(() ->
        world
            .ports()
            .network()
            .serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::answer));
  }

  @Test
  void isWhatLinuxGets() {
    assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
    try (RealWorld world = new RealWorld(folder)) {
      DatagramService service = serve(world);
      assertThat(service).isInstanceOf(MessageSocket.class);
    }
  }

  @Test
  void tellsHowManyDatagramsWait() throws Exception {
    assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
    try (RealWorld world = new RealWorld(folder);
        DatagramSocket socket = new DatagramSocket()) {
      DatagramService service = serve(world);
      DatagramPacket question = new DatagramPacket(new byte[1_000], 1_000, service.local());
      double none = world.onLoop(service::queueFill);
      // While the loop is here, nobody reads.
      double some =
          world.onLoop(() -> {
            for (int i = 0; i < 50; i++) {
              socket.send(question);
            }
            return service.queueFill();
          });
      double full =
          world.onLoop(() -> {
            for (int i = 0; i < 100_000 && service.queueFill() < 0.9; i++) {
              socket.send(question);
            }
            return service.queueFill();
          });
      assertThat(none).isZero();
      assertThat(some).isBetween(0.0005, 0.9);
      assertThat(full).isBetween(0.9, 1.0);
      world.onLoop(() -> {
        service.close();
        return service.queueFill();
      });
    }
  }

  /// The wildcard hears both families, and everybody by the name he has.
  @Test
  void wildcardHearsBothFamilies() throws Exception {
    try (RealWorld world = new RealWorld(folder)) {
      DatagramService service =
          world.onLoop(() -> world.ports().network().serve(new InetSocketAddress(0), this::answer));
      for (String host : List.of("127.0.0.1", "::1")) {
        InetAddress address = InetAddress.ofLiteral(host);
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
          socket.setSoTimeout(PATIENCE_MILLIS);
          byte[] bytes = host.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
          InetSocketAddress to = new InetSocketAddress(address, service.local().getPort());
          socket.send(new DatagramPacket(bytes, bytes.length, to));
          DatagramPacket heard = new DatagramPacket(new byte[100], 100);
          socket.receive(heard);
          assertThat(heard.getLength()).isEqualTo(bytes.length);
          assertThat(askers.getLast())
              .isEqualTo(new InetSocketAddress(address, socket.getLocalPort()));
        }
      }
    }
  }
}
