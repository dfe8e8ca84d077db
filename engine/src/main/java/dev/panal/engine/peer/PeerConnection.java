package dev.panal.engine.peer;

import dev.panal.io.CloseReason;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.Failure;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.PieceGeometry;
import dev.panal.wire.peer.Handshake;
import dev.panal.wire.peer.HandshakeDecoder;
import dev.panal.wire.peer.PeerDecoder;
import dev.panal.wire.peer.PeerEncoder;
import dev.panal.wire.peer.PeerLimits;
import dev.panal.wire.peer.PeerMessage;
import dev.panal.wire.peer.ReservedBits;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// An open link to a peer (BEP 3, 6, 10). Owned by the loop.
///
/// Life: connecting (ours) or accepted (theirs), then handshake, then open, then closed. Whatever
/// ends it, the torrent hears [PeerListener#onClosed] exactly once and in a turn of its own, so
/// that closing a peer is safe in the middle of anything. A [ProtocolException] is caught here and
/// nowhere else.
public final class PeerConnection implements ConnectionHandler {
  /// We say something at least so often (BEP 3: two minutes of silence end a connection).
  private static final long KEEP_ALIVE_NANOS = 100_000_000_000L;

  private static final ReservedBits OUR_BITS = ReservedBits.NONE.withFast().withExtended();

  private enum Phase {
    CONNECTING,
    HANDSHAKE,
    OPEN,
    CLOSED
  }

  private final PeerContext context;
  private final boolean incoming;
  private final @Nullable Directory directory;
  private final HandshakeDecoder handshake = new HandshakeDecoder();
  private final long createdNanos;
  private final PeerStats stats;
  private Phase phase;
  private String closeReason = "";
  private PeerEnd.Cause cause = PeerEnd.Cause.NETWORK;
  private boolean heldForDisk;
  private boolean heldForRate;
  private long phaseNanos;
  private long lastReceivedNanos;
  private long lastSentNanos;

  private @Nullable Connection connection;
  private @Nullable PeerListener listener;
  private @Nullable PeerProtocol protocol;
  private @Nullable Handshake theirs;
  private int slot = -1;

  private PeerConnection(PeerContext context, boolean incoming, @Nullable Directory directory) {
    this.context = context;
    this.incoming = incoming;
    this.directory = directory;
    this.createdNanos = context.loop().nanoTime();
    this.phaseNanos = createdNanos;
    this.lastReceivedNanos = createdNanos;
    this.lastSentNanos = createdNanos;
    this.stats = new PeerStats(createdNanos);
    this.phase = incoming ? Phase.HANDSHAKE : Phase.CONNECTING;
  }

  /// A connection that came in. Which torrent it is for shows in its handshake.
  public static PeerConnection accepted(
      PeerContext context, Connection connection, Directory directory) {
    PeerConnection peer = new PeerConnection(context, true, directory);
    peer.connection = connection;
    return peer;
  }

  /// Who knows the torrents.
  public interface Directory {
    /// The torrent an incoming connection asks for, or null if it is not to be had.
    @Nullable PeerListener find(InfoHash infoHash, PeerConnection peer);

    /// The connection closed before it had found its torrent.
    void onUnclaimed(PeerConnection peer);
  }

  /// A connection that we open for a torrent; [#attach(Connection)] must follow before the turn
  /// ends.
  public static PeerConnection outgoing(PeerContext context, PeerListener listener) {
    PeerConnection peer = new PeerConnection(context, false, null);
    peer.listener = listener;
    return peer;
  }

  /// What to write to. May change until the handshake is here.
  public void attach(Connection underlying) {
    this.connection = underlying;
  }

  // ---- what the torrent asks -------------------------------------------------------------------

  public InetSocketAddress address() {
    return connection().remote();
  }

  public boolean incoming() {
    return incoming;
  }

  /// Whether handshakes are done and the connection stands.
  public boolean open() {
    return phase == Phase.OPEN;
  }

  public boolean closed() {
    return phase == Phase.CLOSED;
  }

  /// The peer's id; only after the handshake.
  public PeerId peerId() {
    if (theirs == null) {
      throw new IllegalStateException("no handshake yet");
    }
    return theirs.peerId();
  }

  /// The number under which the torrent knows this peer.
  public int slot() {
    return slot;
  }

  public void slot(int number) {
    this.slot = number;
  }

  public PeerStats stats() {
    return stats;
  }

  /// The protocol state; only while [#open()].
  public PeerProtocol protocol() {
    if (protocol == null) {
      throw new IllegalStateException("not open");
    }
    return protocol;
  }

  /// Stops or resumes reading, for a disk that is behind.
  public void holdForDisk(boolean hold) {
    if (heldForDisk != hold) {
      heldForDisk = hold;
      applyHolds();
    }
  }

  /// Ends the connection. The torrent hears of it in a later turn.
  public void close(String reason) {
    close(reason, PeerEnd.Cause.TORRENT);
  }

  /// Ends the connection: the peer broke the protocol, or that of what carries it.
  public void broken(ProtocolException why) {
    close("broke the protocol: " + why.getMessage(), PeerEnd.Cause.VIOLATION);
  }

  private void close(String reason, PeerEnd.Cause why) {
    if (phase != Phase.CLOSED) {
      phase = Phase.CLOSED;
      cause = why;
      closeReason = reason;
      connection().close();
    }
  }

  /// Looks after time-outs and keep-alive; to be called about once a second.
  public void tick(long nowNanos) {
    switch (phase) {
      case CONNECTING, CLOSED -> {}
      case HANDSHAKE -> {
        if (nowNanos - phaseNanos > context.handshakeTimeout().toNanos()) {
          close("no handshake in time", PeerEnd.Cause.SILENCE);
        }
      }
      case OPEN -> {
        boolean readingOff = heldForDisk || heldForRate;
        if (!readingOff && nowNanos - lastReceivedNanos > context.silenceTimeout().toNanos()) {
          close("silent for too long", PeerEnd.Cause.SILENCE);
          return;
        }
        protocol().tick(nowNanos);
        if (nowNanos - lastSentNanos > KEEP_ALIVE_NANOS) {
          send(PeerMessage.KEEP_ALIVE);
        }
      }
    }
  }

  // ---- what the network says -------------------------------------------------------------------

  @Override
  public void onConnected() {
    if (phase == Phase.CONNECTING) {
      phase = Phase.HANDSHAKE;
      phaseNanos = context.loop().nanoTime();
      sendHandshake(listener());
    }
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    lastReceivedNanos = context.loop().nanoTime();
    int arrived = bytes.remaining();
    context.download().spend(arrived);
    try {
      if (phase == Phase.HANDSHAKE) {
        readHandshake(bytes);
      }
      if (phase == Phase.OPEN) {
        protocol().read(bytes);
      }
    } catch (ProtocolException e) {
      broken(e);
    }
    if (phase != Phase.CLOSED && !heldForRate && !context.download().open()) {
      heldForRate = true;
      applyHolds();
      context.download().whenOpen(this::rateOpen);
    }
  }

  @Override
  public void onWritable() {
    if (phase == Phase.OPEN) {
      protocol().uploads().pump();
    }
  }

  @Override
  public void onClosed(CloseReason reason) {
    boolean wasOpen = protocol != null;
    phase = Phase.CLOSED;
    String why = closeReason.isEmpty() ? reason.detail() : closeReason;
    if (protocol != null) {
      protocol.abandon();
    }
    if (listener != null) {
      listener.onClosed(this, new PeerEnd(reason.kind(), cause, why, wasOpen));
    } else if (directory != null) {
      directory.onUnclaimed(this);
    }
  }

  // ---- inside ----------------------------------------------------------------------------------

  void send(PeerMessage message) {
    if (phase == Phase.CLOSED) {
      return;
    }
    int length = PeerEncoder.encodedLength(message);
    ByteBuffer out =
        length <= context.scratch().capacity()
            ? context.scratch().clear()
            : ByteBuffer.allocate(length);
    PeerEncoder.encode(message, out);
    write(out.flip());
  }

  void sendHaves(int[] pieces, int count, IntPredicate which) {
    if (phase == Phase.CLOSED) {
      return;
    }
    ByteBuffer out = context.scratch().clear();
    for (int i = 0; i < count; i++) {
      if (which.test(pieces[i])) {
        PeerEncoder.encode(new PeerMessage.Have(pieces[i]), out);
      }
    }
    if (out.position() > 0) {
      write(out.flip());
    }
  }

  void sendBlock(int piece, int begin, ByteBuffer block, Runnable release) {
    ByteBuffer out = context.scratch().clear();
    PeerEncoder.encodePieceHeader(piece, begin, block.remaining(), out);
    write(out.flip());
    connection().write(block, release);
  }

  void unreadable(int piece, Failure failure) {
    listener().onUnreadable(piece, failure);
  }

  Connection connection() {
    if (connection == null) {
      throw new IllegalStateException("not attached");
    }
    return connection;
  }

  private void write(ByteBuffer bytes) {
    lastSentNanos = context.loop().nanoTime();
    connection().write(bytes);
  }

  private void sendHandshake(PeerListener torrent) {
    ByteBuffer out = context.scratch().clear();
    new Handshake(OUR_BITS, torrent.infoHash(), torrent.ownPeerId()).encode(out);
    write(out.flip());
  }

  private void readHandshake(ByteBuffer bytes) {
    boolean complete = handshake.decode(bytes);
    if (directory != null && listener == null && handshake.infoHash().isPresent()) {
      InfoHash wanted = handshake.infoHash().get();
      PeerListener torrent = directory.find(wanted, this);
      if (torrent == null) {
        close("asked for a torrent that is not here: " + wanted);
        return;
      }
      listener = torrent;
      sendHandshake(torrent);
    }
    if (complete) {
      Handshake received = handshake.handshake();
      PeerListener torrent = listener();
      if (!received.infoHash().equals(torrent.infoHash())) {
        throw new ProtocolException("handshake: info-hash " + received.infoHash() + " is another");
      }
      opened(received, torrent);
    }
  }

  private void opened(Handshake received, PeerListener torrent) {
    theirs = received;
    phase = Phase.OPEN;
    phaseNanos = context.loop().nanoTime();
    PieceGeometry geometry = torrent.geometry();
    PeerDecoder decoder = new PeerDecoder(PeerLimits.of(geometry.pieceCount()));
    protocol = new PeerProtocol(this, context, torrent, decoder, received.reserved());
    torrent.onHandshake(this);
    if (phase == Phase.OPEN) {
      protocol.begin();
    }
  }

  private void rateOpen() {
    heldForRate = false;
    if (phase != Phase.CLOSED) {
      applyHolds();
    }
  }

  private void applyHolds() {
    if (phase == Phase.CLOSED) {
      return;
    }
    if (heldForDisk || heldForRate) {
      connection().pauseReading();
    } else {
      lastReceivedNanos = context.loop().nanoTime();
      connection().resumeReading();
    }
  }

  private PeerListener listener() {
    if (listener == null) {
      throw new IllegalStateException("no torrent yet");
    }
    return listener;
  }
}
