package dev.panal.simulator.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.simulator.Host;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A peer that does nothing by itself: it greets, says what it is told to say, and notes which
/// pieces it is told of.
final class RawPeer implements ConnectionHandler {
  private static final byte[] GREETING = "\u0013BitTorrent protocol".getBytes(ISO_8859_1);
  private static final int HANDSHAKE = 68;
  private static final int HAVE = 4;
  private static final int REQUEST = 6;

  private final Host host;
  private final VirtualTorrent torrent;
  private final List<Integer> haves = new ArrayList<>();
  private byte[] unread = new byte[0];
  private boolean greeted;
  private @Nullable Connection connection;
  private int arrivals;
  private int requests;
  private boolean closed;

  RawPeer(Host host, VirtualTorrent torrent) {
    this.host = host;
    this.torrent = torrent;
  }

  void connect(InetSocketAddress target) {
    connection = host.ports().network().connect(target, null, Duration.ofSeconds(5), this);
  }

  /// The pieces it was told of, as often as it was told.
  List<Integer> haves() {
    return haves;
  }

  /// How many times bytes came that told of pieces.
  int arrivals() {
    return arrivals;
  }

  /// How many blocks it was asked for.
  int requests() {
    return requests;
  }

  boolean closed() {
    return closed;
  }

  void say(ByteBuffer bytes) {
    if (connection != null && !closed) {
      connection.write(bytes);
    }
  }

  static ByteBuffer unchoke() {
    return ByteBuffer.allocate(5).putInt(1).put((byte) 1).flip();
  }

  /// The same `have` so many times.
  static ByteBuffer haves(int piece, int times) {
    ByteBuffer bytes = ByteBuffer.allocate(9 * times);
    for (int i = 0; i < times; i++) {
      bytes.putInt(5).put((byte) HAVE).putInt(piece);
    }
    return bytes.flip();
  }

  @Override
  public void onConnected() {
    byte[] id = new byte[20];
    host.ports().random().nextBytes(id);
    say(
        ByteBuffer.allocate(HANDSHAKE)
            .put(GREETING)
            .putLong(0)
            .put(torrent.metainfo().info().infoHash().bytes())
            .put(id)
            .flip());
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    ByteBuffer all = ByteBuffer.allocate(unread.length + bytes.remaining()).put(unread).put(bytes);
    all.flip();
    int before = haves.size();
    if (!greeted && all.remaining() >= HANDSHAKE) {
      greeted = true;
      all.position(HANDSHAKE);
    }
    while (greeted && all.remaining() >= 4 && all.remaining() >= 4 + all.getInt(all.position())) {
      ByteBuffer message = all.slice(all.position() + 4, all.getInt(all.position()));
      all.position(all.position() + 4 + message.remaining());
      heard(message);
    }
    arrivals += haves.size() > before ? 1 : 0;
    unread = new byte[all.remaining()];
    all.get(unread);
  }

  private void heard(ByteBuffer message) {
    int id = message.hasRemaining() ? message.get() : -1;
    if (id == HAVE) {
      haves.add(message.getInt());
    } else if (id == REQUEST) {
      requests++;
    }
  }

  @Override
  public void onWritable() {}

  @Override
  public void onClosed(CloseReason reason) {
    closed = true;
  }
}
