package dev.panal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.Network;
import dev.panal.io.Ports;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TcpTest {
  @Test
  void bytesGoThereAndBack() throws Exception {
    try (Platform platform = Platform.open(PlatformConfig.defaults())) {
      Ports ports = platform.ports();
      CompletableFuture<String> answer = new CompletableFuture<>();
      ports.loop().execute(() -> start(ports, answer));
      assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("HELLO");
    }
  }

  private static void start(Ports ports, CompletableFuture<String> answer) {
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      Network.Listener listener = ports.network().listen(any, Upper::new);
      Hello hello = new Hello(answer);
      Connection connection =
          ports.network().connect(listener.local(), null, Duration.ofSeconds(5), hello);
      hello.connection = connection;
    } catch (Exception e) {
      answer.completeExceptionally(e);
    }
  }

  private record Upper(Connection connection) implements ConnectionHandler {
    @Override
    public void onBytes(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      connection.write(
          ByteBuffer.wrap(
              new String(copy, java.nio.charset.StandardCharsets.US_ASCII)
                  .toUpperCase(java.util.Locale.ROOT)
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(CloseReason reason) {}
  }

  private static final class Hello implements ConnectionHandler {
    private final CompletableFuture<String> answer;

    private Connection connection;

    Hello(CompletableFuture<String> answer) {
      this.answer = answer;
    }

    @Override
    public void onConnected() {
      connection.write(
          ByteBuffer.wrap("hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
      answer.complete(java.nio.charset.StandardCharsets.US_ASCII.decode(bytes).toString());
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(CloseReason reason) {
      answer.completeExceptionally(new AssertionError(reason));
    }
  }
}
