package dev.panal.engine.mse;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One side of a connection: an [MseConnection] on a network that delivers in portions of any size,
/// and its owner, who writes down what came.
final class Wire implements Connection, MseConnection.Owner, ConnectionHandler {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private byte[] first = new byte[0];
  private @Nullable MseConnection mse;
  private int delivered;
  private int released;

  /// What the owner writes to.
  Connection carrier = this;

  /// Whether the handshake has told it what to write to.
  boolean agreed;

  @Nullable ProtocolException broken;

  static Wire accepted(MseContext context) {
    Wire wire = new Wire();
    wire.mse = MseConnection.incoming(context, wire, wire);
    return wire;
  }

  /// @param first what the owner says as soon as it is connected
  static Wire dialled(MseContext context, InfoHash torrent, byte[] first) {
    Wire wire = new Wire();
    MseConnection made = MseConnection.outgoing(context, torrent, wire);
    made.attach(wire);
    wire.mse = made;
    wire.carrier = made;
    wire.first = first;
    return wire;
  }

  MseConnection mse() {
    return Objects.requireNonNull(mse);
  }

  /// All that went out so far, as the network saw it.
  byte[] seen() {
    return sent.toByteArray();
  }

  int released() {
    return released;
  }

  void say(byte[] bytes) {
    carrier.write(ByteBuffer.wrap(bytes));
  }

  /// As blocks are written.
  void lend(byte[] bytes) {
    carrier.write(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), () -> released++);
  }

  /// Delivers what waits.
  ///
  /// @param spoilt the byte, counted from the first that was ever sent, of which a bit is flipped;
  ///   -1 for none
  /// @return whether anything was there
  boolean deliverTo(Wire other, Random random, int spoilt) {
    byte[] all = sent.toByteArray();
    boolean any = delivered < all.length && other.broken == null;
    while (delivered < all.length && other.broken == null) {
      int most = Math.min(all.length - delivered, random.nextInt(4) == 0 ? 3 : 2000);
      int count = 1 + random.nextInt(most);
      ByteBuffer portion = ByteBuffer.allocate(count).put(all, delivered, count).flip();
      if (spoilt >= delivered && spoilt < delivered + count) {
        int at = spoilt - delivered;
        portion.put(at, (byte) (portion.get(at) ^ 1 << random.nextInt(8)));
      }
      delivered += count;
      other.mse().onBytes(portion);
    }
    return any;
  }

  // ---- the owner -------------------------------------------------------------------------------

  @Override
  public ConnectionHandler handler() {
    return this;
  }

  @Override
  public void carriedBy(Connection connection) {
    carrier = connection;
    agreed = true;
  }

  @Override
  public void broken(ProtocolException why) {
    broken = why;
  }

  @Override
  public void onConnected() {
    say(first);
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      received.write(bytes.get());
    }
  }

  @Override
  public void onWritable() {}

  @Override
  public void onClosed(CloseReason reason) {}

  // ---- the network -----------------------------------------------------------------------------

  @Override
  public InetSocketAddress remote() {
    return InetSocketAddress.createUnresolved("peer", 6881);
  }

  @Override
  public InetSocketAddress local() {
    return remote();
  }

  @Override
  public void write(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      sent.write(bytes.get());
    }
  }

  @Override
  public void write(ByteBuffer bytes, Runnable release) {
    write(bytes.duplicate());
    release.run();
  }

  @Override
  public int queuedBytes() {
    return 0;
  }

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

  @Override
  public void close() {}
}
