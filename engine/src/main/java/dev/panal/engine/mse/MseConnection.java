package dev.panal.engine.mse;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.peer.Handshake;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A connection that stands between another and its handler: it speaks the encrypted handshake, and
/// ciphers what follows if that was agreed on.
///
/// If it was not, the handler is given the connection below and writes to that, so that blocks
/// leave without a copy as ever; what comes in costs one call more. An accepted connection that
/// begins with a plain handshake is handed through from its first byte.
///
/// Time-outs are the handler's: to it, all this is the time until the handshake comes.
public final class MseConnection implements Connection, ConnectionHandler {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// As much fits into the length of IA; more leaves behind it.
  private static final int MAX_INITIAL_BYTES = 0xffff;

  /// Whom the bytes are for.
  public interface Owner {
    ConnectionHandler handler();

    /// From now on this is what to write to.
    void carriedBy(Connection connection);

    /// The handshake failed: close it.
    void broken(ProtocolException why);
  }

  private enum Phase {
    /// Accepted, and still open whether it is plain.
    OPENING,
    HANDSHAKE,
    THROUGH
  }

  private final MseContext context;
  private final Owner owner;
  private final ConnectionHandler handler;
  private @Nullable Connection below;
  private Phase phase;
  private int plainBytes;
  private @Nullable MseHandshake handshake;

  /// What was written before there was a way to send it; its position is the end.
  private ByteBuffer early = NOTHING;

  private @Nullable Rc4 encipher;
  private @Nullable Rc4 decipher;

  /// With plaintext selected: how much of what comes is still encrypted.
  private int initialBytes;

  private MseConnection(MseContext context, Owner owner, Phase phase) {
    this.context = context;
    this.owner = owner;
    this.handler = owner.handler();
    this.phase = phase;
  }

  /// For a connection that came in. The owner writes to `below` unless told otherwise.
  public static MseConnection incoming(MseContext context, Connection below, Owner owner) {
    MseConnection connection = new MseConnection(context, owner, Phase.OPENING);
    connection.below = below;
    return connection;
  }

  /// For a connection that is being opened, to be encrypted; [#attach(Connection)] must follow
  /// before the turn ends. The owner writes to this one unless told otherwise.
  public static MseConnection outgoing(MseContext context, InfoHash torrent, Owner owner) {
    MseConnection connection = new MseConnection(context, owner, Phase.HANDSHAKE);
    connection.handshake =
        new MseInitiator(
            context, torrent, connection::initial, out -> connection.below().write(out));
    return connection;
  }

  public void attach(Connection underlying) {
    below = underlying;
  }

  // ---- what the network says -------------------------------------------------------------------

  @Override
  public void onConnected() {
    if (handshake instanceof MseInitiator initiator) {
      initiator.begin();
    }
    handler.onConnected();
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    switch (phase) {
      case OPENING -> open(bytes);
      case HANDSHAKE -> shakeHands(bytes);
      case THROUGH -> pass(bytes);
    }
  }

  @Override
  public void onWritable() {
    handler.onWritable();
  }

  @Override
  public void onClosed(CloseReason reason) {
    handler.onClosed(reason);
  }

  /// Plain or encrypted, that is the question: a key is as good as never like the name of the
  /// protocol.
  private void open(ByteBuffer bytes) {
    ByteBuffer protocol = Handshake.protocol();
    ByteBuffer earlier = protocol.duplicate().limit(plainBytes);
    int at = bytes.position();
    while (plainBytes < Handshake.PROTOCOL_LENGTH
        && at < bytes.limit()
        && bytes.get(at) == protocol.get(plainBytes)) {
      plainBytes++;
      at++;
    }
    if (plainBytes == Handshake.PROTOCOL_LENGTH) {
      if (context.rc4Only()) {
        owner.broken(new ProtocolException("plain, and encryption is required"));
        return;
      }
      phase = Phase.THROUGH;
      if (earlier.hasRemaining()) {
        handler.onBytes(earlier);
      }
      handler.onBytes(bytes);
    } else if (at < bytes.limit()) {
      phase = Phase.HANDSHAKE;
      handshake = new MseResponder(context, out -> below().write(out));
      shakeHands(earlier);
      shakeHands(bytes);
    }
  }

  private void shakeHands(ByteBuffer bytes) {
    MseHandshake open = MseHandshake.there(handshake);
    try {
      if (!open.read(bytes)) {
        return;
      }
    } catch (ProtocolException e) {
      owner.broken(e);
      return;
    }
    handshake = null;
    phase = Phase.THROUGH;
    initialBytes = open.initialBytes();
    if (open.rc4Selected()) {
      encipher = open.encipher();
      decipher = open.decipher();
    } else if (initialBytes > 0) {
      decipher = open.decipher();
    }
    ByteBuffer late = early.flip();
    early = NOTHING;
    if (late.hasRemaining()) {
      write(late);
    }
    owner.carriedBy(encipher == null ? below() : this);
    if (bytes.hasRemaining()) {
      pass(bytes);
    }
  }

  private void pass(ByteBuffer bytes) {
    Rc4 cipher = decipher;
    if (cipher != null && encipher != null) {
      cipher.apply(bytes);
    } else if (cipher != null) {
      int encrypted = Math.min(initialBytes, bytes.remaining());
      cipher.apply(bytes.slice(bytes.position(), encrypted));
      initialBytes -= encrypted;
      if (initialBytes == 0) {
        decipher = null;
      }
    }
    handler.onBytes(bytes);
  }

  // ---- what the handler says -------------------------------------------------------------------

  @Override
  public InetSocketAddress remote() {
    return below().remote();
  }

  @Override
  public InetSocketAddress local() {
    return below().local();
  }

  @Override
  public void write(ByteBuffer bytes) {
    Rc4 cipher = encipher;
    if (phase != Phase.THROUGH) {
      keep(bytes);
    } else if (cipher == null) {
      below().write(bytes);
    } else {
      while (bytes.hasRemaining()) {
        ByteBuffer out = context.scratch();
        int count = Math.min(out.remaining(), bytes.remaining());
        cipher.apply(bytes.slice(bytes.position(), count), out);
        bytes.position(bytes.position() + count);
        below().write(out.flip());
      }
    }
  }

  /// The memory is not ours to encrypt in, so this copies.
  @Override
  public void write(ByteBuffer bytes, Runnable released) {
    if (phase == Phase.THROUGH && encipher == null) {
      below().write(bytes, released);
    } else {
      write(bytes.duplicate());
      below().write(NOTHING, released);
    }
  }

  /// The handler's handshake, as a rule: it has nothing else to say before it has been answered.
  private void keep(ByteBuffer bytes) {
    if (early.remaining() < bytes.remaining()) {
      int needed = early.position() + bytes.remaining();
      early = ByteBuffer.allocate(Math.max(needed, 2 * early.capacity())).put(early.flip());
    }
    early.put(bytes);
  }

  private ByteBuffer initial() {
    ByteBuffer all = early.flip();
    ByteBuffer first = all.slice(0, Math.min(all.remaining(), MAX_INITIAL_BYTES));
    ByteBuffer rest = all.position(first.limit()).slice();
    early = NOTHING;
    keep(rest);
    return first;
  }

  @Override
  public int queuedBytes() {
    return below().queuedBytes();
  }

  @Override
  public void pauseReading() {
    below().pauseReading();
  }

  @Override
  public void resumeReading() {
    below().resumeReading();
  }

  @Override
  public void close() {
    below().close();
  }

  private Connection below() {
    if (below == null) {
      throw new IllegalStateException("not attached");
    }
    return below;
  }
}
