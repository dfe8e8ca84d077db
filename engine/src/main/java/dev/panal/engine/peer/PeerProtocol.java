package dev.panal.engine.peer;

import dev.panal.io.Failure;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.PieceGeometry;
import dev.panal.wire.peer.ExtensionHandshake;
import dev.panal.wire.peer.PeerDecoder;
import dev.panal.wire.peer.PeerMessage;
import dev.panal.wire.peer.ReservedBits;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The conversation on an open connection: who chokes whom, who is interested, what the peer has,
/// what is asked in both directions (BEP 3, fast extension BEP 6, extension protocol BEP 10).
public final class PeerProtocol {
  /// Requests are at most this long in practice (BEP 3: 16 KiB; some old clients ask for more).
  private static final int MAX_REQUEST_LENGTH = 128 * 1024;

  /// How often a peer may send requests over our `reqq` before it counts as abuse.
  private static final int MAX_OVERFLOWS = 4096;

  /// How many more `have` a peer may send than there are pieces to be told of, twice over: it may
  /// lose a piece and get it again.
  private static final int SPARE_HAVES = 1_000;

  /// Requests that may wait at a peer that does not say how many: libtorrent's assumption.
  private static final int REQUESTS_IF_UNSAID = 250;

  private final PeerConnection connection;
  private final PeerContext context;
  private final PeerListener torrent;
  private final PeerDecoder decoder;
  private final boolean fast;
  private final boolean extended;
  private final PieceGeometry geometry;
  private final PendingRequests pending;
  private final UploadQueue uploads;
  private boolean chokedByPeer = true;
  private boolean interestedInPeer;
  private boolean chokingPeer = true;
  private boolean peerInterested;
  private boolean snubbed;
  private int overflows;
  private int haves;
  private int peerRequestLimit = REQUESTS_IF_UNSAID;
  private long lastBlockNanos;
  private @Nullable ExtensionHandshake theirExtensions;

  PeerProtocol(
      PeerConnection connection,
      PeerContext context,
      PeerListener torrent,
      PeerDecoder decoder,
      ReservedBits theirBits) {
    this.connection = connection;
    this.context = context;
    this.torrent = torrent;
    this.decoder = decoder;
    this.fast = theirBits.fast();
    this.extended = theirBits.extended();
    this.geometry = torrent.geometry();
    this.pending = new PendingRequests(context.maxRequests());
    this.uploads =
        new UploadQueue(connection.connection(), torrent, context.upload(), new Outlet());
  }

  // ---- what the torrent asks -------------------------------------------------------------------

  /// Whether the peer chokes us.
  public boolean chokedByPeer() {
    return chokedByPeer;
  }

  public boolean interestedInPeer() {
    return interestedInPeer;
  }

  public boolean chokingPeer() {
    return chokingPeer;
  }

  public boolean peerInterested() {
    return peerInterested;
  }

  /// Whether the peer owes us blocks and has not sent one for the request timeout.
  public boolean snubbed() {
    return snubbed;
  }

  public int pendingRequests() {
    return pending.size();
  }

  /// How many more requests would keep the connection full; 0 while so few that they can wait for
  /// more.
  public int requestRoom() {
    return pending.room(peerRequestLimit);
  }

  public int uploadRequests() {
    return uploads.size();
  }

  /// What the peer calls itself; hostile text, empty if it does not say.
  public String client() {
    return extensions().flatMap(ExtensionHandshake::client).orElse("");
  }

  /// The extension handshake, if the peer has sent one.
  public Optional<ExtensionHandshake> extensions() {
    return Optional.ofNullable(theirExtensions);
  }

  // ---- what the torrent says -------------------------------------------------------------------

  public void interested(boolean interested) {
    if (interestedInPeer != interested) {
      interestedInPeer = interested;
      connection.send(interested ? PeerMessage.INTERESTED : PeerMessage.NOT_INTERESTED);
    }
  }

  public void choke(boolean choke) {
    if (chokingPeer == choke) {
      return;
    }
    chokingPeer = choke;
    if (choke) {
      connection.send(PeerMessage.CHOKE);
      uploads.clear(fast);
    } else {
      connection.send(PeerMessage.UNCHOKE);
    }
  }

  /// Tells the peer in one write that we have those of `pieces` that it lacks.
  ///
  /// @param count how many there are, a thousand or so at most
  public void have(int[] pieces, int count, IntPredicate lacks) {
    connection.sendHaves(pieces, count, lacks);
  }

  public void request(int piece, int block) {
    if (pending.size() == 0) {
      lastBlockNanos = context.loop().nanoTime();
    }
    pending.add(piece, block);
    connection.send(
        new PeerMessage.Request(
            piece, block * PieceGeometry.BLOCK_LENGTH, geometry.blockLength(piece, block)));
  }

  /// Takes a request back. Should the block come all the same, it is no violation.
  public void cancel(int piece, int block) {
    if (pending.takeBack(piece, block)) {
      connection.send(
          new PeerMessage.Cancel(
              piece, block * PieceGeometry.BLOCK_LENGTH, geometry.blockLength(piece, block)));
    }
  }

  /// Takes all requests back; the torrent hears of each as lost.
  public void cancelAll() {
    pending.takeBackAll((piece, block) -> {
      connection.send(
          new PeerMessage.Cancel(
              piece, block * PieceGeometry.BLOCK_LENGTH, geometry.blockLength(piece, block)));
      torrent.onRequestLost(connection, piece, block);
    });
  }

  // ---- inside ----------------------------------------------------------------------------------

  UploadQueue uploads() {
    return uploads;
  }

  /// Our first messages: extension handshake, then what we have.
  void begin() {
    BitSet have = torrent.have();
    if (extended) {
      byte[] ours = ourExtensions(have.cardinality() == geometry.pieceCount()).encode();
      connection.send(new PeerMessage.Extended(ExtensionHandshake.ID, ByteBuffer.wrap(ours)));
    }
    int count = have.cardinality();
    if (fast && count == geometry.pieceCount()) {
      connection.send(PeerMessage.HAVE_ALL);
    } else if (count > 0) {
      connection.send(PeerMessage.Bitfield.ofWords(have.toLongArray(), geometry.pieceCount()));
    } else if (fast) {
      connection.send(PeerMessage.HAVE_NONE);
    }
  }

  void read(ByteBuffer bytes) {
    while (connection.open()) {
      PeerMessage message = decoder.decode(bytes);
      if (message == null) {
        return;
      }
      handle(message);
    }
  }

  void tick(long nowNanos) {
    pending.resize(connection.stats().down().bytesPerSecond(nowNanos));
    if (pending.size() > 0 && nowNanos - lastBlockNanos > context.requestTimeout().toNanos()) {
      snubbed = true;
      lastBlockNanos = nowNanos;
      pending.shrink();
      cancelAll();
    }
  }

  /// The connection is gone; what was outstanding the torrent frees itself.
  void abandon() {
    uploads.clear(false);
  }

  private void handle(PeerMessage message) {
    switch (message) {
      case PeerMessage.KeepAlive _ -> {}
      case PeerMessage.Extended(int id, ByteBuffer payload) -> onExtended(id, payload);
      case PeerMessage.Port _ -> {}
      case PeerMessage.Choke _ -> onChoke();
      case PeerMessage.Unchoke _ -> onUnchoke();
      case PeerMessage.Interested _ -> onInterest(true);
      case PeerMessage.NotInterested _ -> onInterest(false);
      case PeerMessage.Have(int piece) -> onHave(piece);
      // BEP 3 has it as the first message only. aria2 sends it in place of many "have" at any time.
      case PeerMessage.Bitfield(ByteBuffer bits) -> torrent.onBitfield(connection, bits);
      case PeerMessage.HaveAll _ -> {
        requireFast("have all");
        torrent.onHaveAll(connection);
      }
      case PeerMessage.HaveNone _ -> requireFast("have none");
      case PeerMessage.Request(int piece, int begin, int length) -> onRequest(piece, begin, length);
      case PeerMessage.Cancel(int piece, int begin, int length) -> onCancel(piece, begin, length);
      case PeerMessage.Piece(int piece, int begin, ByteBuffer block) ->
          onBlock(piece, begin, block);
      case PeerMessage.RejectRequest(int piece, int begin, int length) ->
          onReject(piece, begin, length);
      case PeerMessage.AllowedFast(int piece) -> onAllowedFast(piece);
      case PeerMessage.SuggestPiece _ -> requireFast("suggest piece");
    }
  }

  private ExtensionHandshake ourExtensions(boolean uploadOnly) {
    return new ExtensionHandshake(
        Collections.emptyMap(),
        Optional.of(context.agent()),
        OptionalInt.of(context.listenPort()),
        OptionalInt.of(UploadQueue.MAX_REQUESTS),
        Optional.ofNullable(connection.address().getAddress()),
        OptionalInt.empty(),
        uploadOnly,
        Optional.empty(),
        Optional.empty());
  }

  private void onExtended(int id, ByteBuffer payload) {
    if (id == ExtensionHandshake.ID) {
      ExtensionHandshake received = ExtensionHandshake.decode(payload);
      theirExtensions = received;
      received.maxRequests().ifPresent(n -> peerRequestLimit = n);
      torrent.onExtensionHandshake(connection);
    }
  }

  private void onChoke() {
    if (chokedByPeer) {
      return;
    }
    chokedByPeer = true;
    if (!fast) {
      // Without the fast extension a choke drops all requests; with it each is rejected.
      pending.takeBackAll((piece, block) -> torrent.onRequestLost(connection, piece, block));
    }
    torrent.onChoked(connection);
  }

  private void onUnchoke() {
    if (chokedByPeer) {
      chokedByPeer = false;
      torrent.onUnchoked(connection);
    }
  }

  private void onInterest(boolean interested) {
    if (peerInterested != interested) {
      peerInterested = interested;
      torrent.onInterest(connection);
    }
  }

  private void onHave(int piece) {
    if (++haves > 2L * geometry.pieceCount() + SPARE_HAVES) {
      throw new ProtocolException("have: far more of them than there are pieces");
    }
    torrent.onHave(connection, piece);
  }

  private void onRequest(int piece, int begin, int length) {
    if (!geometry.isRange(piece, begin, length) || length > MAX_REQUEST_LENGTH) {
      throw new ProtocolException(
          "request: piece %d begin %d length %d is out of range".formatted(piece, begin, length));
    }
    if (chokingPeer || !torrent.has(piece)) {
      refuse(piece, begin, length);
    } else if (!uploads.offer(piece, begin, length)) {
      if (++overflows > MAX_OVERFLOWS) {
        throw new ProtocolException("request: more than " + UploadQueue.MAX_REQUESTS + " at once");
      }
      refuse(piece, begin, length);
    }
  }

  private void refuse(int piece, int begin, int length) {
    if (fast) {
      connection.send(new PeerMessage.RejectRequest(piece, begin, length));
    }
  }

  private void onCancel(int piece, int begin, int length) {
    if (uploads.cancel(piece, begin, length)) {
      refuse(piece, begin, length);
    }
  }

  private void onBlock(int piece, int begin, ByteBuffer block) {
    int length = block.remaining();
    if (!geometry.isBlock(piece, begin, length)
        || !pending.answered(piece, begin / PieceGeometry.BLOCK_LENGTH)) {
      throw new ProtocolException(
          "piece: block at piece %d begin %d length %d was never asked for"
              .formatted(piece, begin, length));
    }
    lastBlockNanos = context.loop().nanoTime();
    snubbed = false;
    connection.stats().down().add(lastBlockNanos, length);
    torrent.onBlock(connection, piece, begin, block);
  }

  private void onReject(int piece, int begin, int length) {
    requireFast("reject");
    if (!geometry.isBlock(piece, begin, length)) {
      throw new ProtocolException("reject: no request of ours was like that");
    }
    int block = begin / PieceGeometry.BLOCK_LENGTH;
    boolean outstanding = pending.contains(piece, block);
    if (!pending.rejected(piece, block)) {
      throw new ProtocolException("reject: of a block that was never asked for");
    }
    if (outstanding) {
      torrent.onRequestLost(connection, piece, block);
    }
  }

  private void onAllowedFast(int piece) {
    requireFast("allowed fast");
    torrent.onAllowedFast(connection, piece);
  }

  private void requireFast(String what) {
    if (!fast) {
      throw new ProtocolException(what + ": the fast extension was not agreed on");
    }
  }

  /// How the upload queue speaks.
  private final class Outlet implements UploadQueue.Outlet {
    @Override
    public void sendBlock(int piece, int begin, ByteBuffer block, Runnable release) {
      int length = block.remaining();
      connection.sendBlock(piece, begin, block, release);
      connection.stats().up().add(context.loop().nanoTime(), length);
      torrent.onUploaded(connection, length);
    }

    @Override
    public void sendReject(int piece, int begin, int length) {
      refuse(piece, begin, length);
    }

    @Override
    public boolean closed() {
      return connection.closed();
    }

    @Override
    public long bytesPerSecond() {
      return connection.stats().up().bytesPerSecond(context.loop().nanoTime());
    }

    @Override
    public void unreadable(int piece, Failure failure) {
      connection.unreadable(piece, failure);
    }
  }
}
