package dev.panal.simulator.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.EventLoop;
import dev.panal.simulator.Host;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Connects again and again and says whatever comes to its mind: most of it is a violation of the
/// protocol, some of it is not.
final class HostilePeer implements ConnectionHandler {
  private static final byte[] GREETING = "\u0013BitTorrent protocol".getBytes(ISO_8859_1);
  private static final long FAST_AND_EXTENDED = 0x0000_0000_0010_0004L;
  private static final int BLOCK = 16 * 1024;

  private final Host host;
  private final InetSocketAddress target;
  private final VirtualTorrent torrent;
  private final RandomGenerator random;
  private final int pieces;
  private @Nullable Connection connection;
  private int closed;

  HostilePeer(Host host, InetSocketAddress target, VirtualTorrent torrent) {
    this.host = host;
    this.target = target;
    this.torrent = torrent;
    this.random = host.ports().random();
    this.pieces = torrent.metainfo().info().pieceCount();
  }

  void connect() {
    connection = host.ports().network().connect(target, null, Duration.ofSeconds(5), this);
  }

  /// How many of its connections have ended.
  int closed() {
    return closed;
  }

  @Override
  public void onConnected() {
    if (oneIn(8)) {
      say(bytes(random.nextInt(200)));
    }
    byte[] infoHash = oneIn(8) ? new byte[20] : torrent.metainfo().info().infoHash().bytes();
    ByteBuffer handshake =
        ByteBuffer.allocate(68)
            .put(GREETING)
            .putLong(oneIn(2) ? FAST_AND_EXTENDED : random.nextLong())
            .put(infoHash)
            .put(bytes(20))
            .flip();
    if (oneIn(10)) {
      handshake.limit(random.nextInt(68));
    }
    say(handshake);
    goOn();
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    if (connection != null && oneIn(1000)) {
      connection.close();
    }
  }

  @Override
  public void onWritable() {}

  @Override
  public void onClosed(CloseReason reason) {
    connection = null;
    closed++;
    later(3000, this::connect);
  }

  private void goOn() {
    later(
        500,
        () -> {
          for (int i = random.nextInt(20); connection != null && i > 0; i--) {
            say(message());
          }
          if (connection != null) {
            goOn();
          }
        });
  }

  private ByteBuffer message() {
    return switch (random.nextInt(12)) {
      case 0 -> ByteBuffer.allocate(4).putInt(0);
      case 1 -> ByteBuffer.allocate(4).putInt(random.nextInt());
      case 2 -> bytes(random.nextInt(40)).position(0);
      case 3, 4 -> frame(random.nextInt(25), ByteBuffer.allocate(0));
      case 5 -> frame(oneIn(2) ? 4 : 17, number(pieces + 2));
      case 6 -> frame(5, bytes(oneIn(4) ? random.nextInt(1000) : (pieces + 7) / 8));
      case 7, 8 -> {
        int length = oneIn(4) ? random.nextInt() : BLOCK;
        yield frame(
            6,
            ByteBuffer.allocate(12)
                .putInt(random.nextInt(pieces + 1))
                .putInt(random.nextInt(4) * BLOCK)
                .putInt(length)
                .flip());
      }
      case 9 -> {
        int length = oneIn(3) ? random.nextInt(2 * BLOCK) : BLOCK;
        yield frame(
            7,
            ByteBuffer.allocate(8 + length)
                .putInt(random.nextInt(pieces + 1))
                .putInt(random.nextInt(4) * BLOCK)
                .put(bytes(length))
                .flip());
      }
      case 10 -> frame(20, bytes(1 + random.nextInt(60)));
      default -> frame(oneIn(2) ? 14 : 15, ByteBuffer.allocate(0));
    };
  }

  private ByteBuffer number(int bound) {
    return ByteBuffer.allocate(4).putInt(random.nextInt(bound) - 1).flip();
  }

  private static ByteBuffer frame(int id, ByteBuffer payload) {
    int length = 1 + payload.remaining();
    return ByteBuffer.allocate(4 + length).putInt(length).put((byte) id).put(payload).flip();
  }

  private ByteBuffer bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private void say(ByteBuffer bytes) {
    if (connection != null) {
      connection.write(bytes);
    }
  }

  private boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  private void later(int atMostMillis, Runnable task) {
    EventLoop.Timer _ =
        host.ports().loop().schedule(Duration.ofMillis(random.nextInt(atMostMillis)), task);
  }
}
