package dev.panal.engine;

import dev.panal.engine.choker.Sources;
import dev.panal.engine.peer.PeerConnection;
import dev.panal.engine.peer.PeerProtocol;
import dev.panal.engine.peer.RateMeter;
import dev.panal.engine.picker.Affinity;
import dev.panal.engine.picker.PickerLimits;
import dev.panal.engine.picker.PiecePicker;
import dev.panal.engine.picker.Priority;
import dev.panal.engine.picker.Receipt;
import dev.panal.engine.picker.RequestSink;
import dev.panal.engine.storage.Storage;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What a torrent fetches from whom: between picker, connections and storage.
///
/// Requests leave whenever something changes that may allow more of them: an unchoke, a block that
/// came, a piece that was verified (the picker may begin another), a peer that left (its blocks are
/// free again), and once a second for whatever else. A refused request alone is no such occasion:
/// asking again at once would be refused again at once.
final class Fetching {
  /// When so many peers in a row that had room got nothing, the others will hardly fare better:
  /// they are left to the next tick, or a thousand of them would be gone through for every piece.
  private static final int FRUITLESS = 32;

  private final SessionContext context;
  private final Peers peers;
  private final Storage storage;
  private final PieceGeometry geometry;
  private final PiecePicker picker;
  private final Haves haves;
  private final RateMeter downloaded;
  private final Trials trials;

  /// One for all blocks.
  private final RequestSink cancels = this::cancel;

  private long wastedBytes;
  private long lastBlockNanos;
  private long nextSourcesNanos;
  private boolean paused = true;
  private boolean holding;
  private boolean filling;
  private int fillFrom;

  Fetching(SessionContext context, Peers peers, Storage storage, boolean sequential) {
    this.context = context;
    this.peers = peers;
    this.storage = storage;
    this.geometry = storage.layout().geometry();
    // Partial pieces are what fills the write buffers: half of those is what they may be.
    PickerLimits limits =
        new PickerLimits(
            Math.max(context.config().maxBufferedBytes() / 2, 2L * geometry.pieceLength()),
            PickerLimits.defaults().requestersPerBlock(),
            PickerLimits.defaults().endGameRequests());
    this.picker = new PiecePicker(geometry, limits, context.ports().random());
    this.haves = new Haves(context.ports().loop(), peers, picker);
    this.downloaded = new RateMeter(context.nowNanos());
    this.trials = new Trials(geometry);
    this.lastBlockNanos = context.nowNanos();
    picker.sequential(sequential);
  }

  PiecePicker picker() {
    return picker;
  }

  RateMeter downloaded() {
    return downloaded;
  }

  /// When the last block came that was of use.
  long lastBlockNanos() {
    return lastBlockNanos;
  }

  /// The check is over: `have` is what we have, requests may leave.
  void begin(BitSet have, BitSet wanted) {
    picker.prioritizeAll(piece -> wanted.get(piece) ? Priority.NORMAL : Priority.SKIP);
    for (int piece = have.nextSetBit(0); piece >= 0; piece = have.nextSetBit(piece + 1)) {
      picker.pieceVerified(piece);
    }
    paused = false;
  }

  /// No more requests; those that are out are taken back.
  void pause() {
    paused = true;
    for (Peer peer : peers.all()) {
      peer.connection().protocol().cancelAll();
    }
  }

  /// The torrent ends.
  void stop() {
    haves.stop();
  }

  void resume(List<Integer> lost) {
    lost.forEach(picker::pieceLost);
    paused = false;
    fillAll();
  }

  // ---- what peers say --------------------------------------------------------------------------

  void joined(Peer peer, int blame) {
    peer.connection().slot(picker.addPeer(blame));
    peer.blame(blame);
    trials.begin(blame, context.nowNanos());
    peer.connection().holdForDisk(holding);
  }

  void left(Peer peer) {
    picker.removePeer(peer.slot());
    trials.end(peer.blame());
    nextSourcesNanos = context.nowNanos();
    fillSoon();
  }

  void bitfield(Peer peer, ByteBuffer bits) {
    picker.peerBitfield(peer.slot(), bits);
    news(peer);
  }

  void hasAll(Peer peer) {
    picker.peerHasAll(peer.slot());
    news(peer);
  }

  void has(Peer peer, int piece) {
    if (picker.peerHas(peer.slot(), piece)) {
      news(peer);
    }
  }

  private void news(Peer peer) {
    if (!peer.connection().protocol().interestedInPeer()) {
      interest(peer);
    }
    if (!paused && peer.connection().protocol().pendingRequests() == 0) {
      fill(peer);
    }
  }

  void unchoked(Peer peer) {
    if (limited()) {
      nextSourcesNanos = context.nowNanos();
      chooseSources(context.nowNanos());
    }
    fill(peer);
  }

  void choked() {
    nextSourcesNanos = context.nowNanos();
    fillSoon();
  }

  void allowedFast(Peer peer, int piece) {
    picker.peerAllowsFast(peer.slot(), piece);
    fill(peer);
  }

  void requestLost(Peer peer, int piece, int block) {
    picker.released(peer.slot(), piece, block);
  }

  void block(Peer peer, int piece, int begin, ByteBuffer bytes) {
    int block = begin / PieceGeometry.BLOCK_LENGTH;
    int length = bytes.remaining();
    long now = context.nowNanos();
    downloaded.add(now, length);
    peer.blockCame(now);
    trials.blockCame(peer.blame());
    Receipt receipt = picker.received(peer.slot(), piece, block, cancels);
    if (receipt == Receipt.NOT_REQUESTED) {
      receipt = picker.receivedLate(peer.slot(), piece, block, cancels);
    }
    switch (receipt) {
      case NEW, LAST_OF_PIECE -> {
        lastBlockNanos = now;
        if (!storage.accept(piece, begin, bytes)) {
          storage.drop(piece);
          picker.pieceLost(piece);
        }
      }
      case DUPLICATE, NOT_REQUESTED -> wastedBytes += length;
    }
    fill(peer);
    if (!holding && storage.overloaded()) {
      holdUntilRelief();
    }
  }

  // ---- what storage says -----------------------------------------------------------------------

  /// @return whom its blocks came from
  int[] verified(int piece) {
    int[] sources = picker.pieceVerified(piece);
    for (int source : sources) {
      trials.passed(source);
    }
    haves.got(piece);
    for (Peer peer : peers.all()) {
      if (peer.connection().protocol().interestedInPeer() && picker.has(peer.slot(), piece)) {
        interest(peer);
      }
    }
    fillSoon();
    return sources;
  }

  /// @return whom its blocks came from
  int[] failed(int piece) {
    wastedBytes += geometry.length(piece);
    return picker.pieceFailed(piece);
  }

  long wastedBytes() {
    return wastedBytes;
  }

  // ---- requests --------------------------------------------------------------------------------

  void tick(long nowNanos) {
    if (limited() && nowNanos - nextSourcesNanos >= 0) {
      chooseSources(nowNanos);
    }
    fillAll();
  }

  /// Everybody is asked again, once, however much happens in this turn: a peer that flaps must not
  /// make us pick for all others each time.
  private void fillSoon() {
    if (!filling) {
      filling = true;
      context
          .ports()
          .loop()
          .execute(() -> {
            filling = false;
            fillUntilFruitless();
          });
    }
  }

  private void fillUntilFruitless() {
    if (paused || picker.wantedLeft() == 0) {
      return;
    }
    List<Peer> all = peers.all();
    int size = all.size();
    int from = fillFrom;
    int fruitless = 0;
    for (int i = 0; i < size && fruitless < FRUITLESS; i++) {
      fillFrom = (from + i) % size;
      switch (fill(all.get(fillFrom))) {
        case NO_ROOM -> {}
        case NOTHING -> fruitless++;
        case SOMETHING -> fruitless = 0;
      }
    }
  }

  private void fillAll() {
    if (paused || picker.wantedLeft() == 0) {
      return;
    }
    // By index: a peer that is found to be gone is only taken out in a later turn.
    List<Peer> all = peers.all();
    for (int i = 0; i < all.size(); i++) {
      fill(all.get(i));
    }
  }

  /// What came of asking a peer for more.
  private enum Fill {
    /// It may not be asked, or is asked for as much as it should be.
    NO_ROOM,
    NOTHING,
    SOMETHING
  }

  private Fill fill(Peer peer) {
    PeerConnection connection = peer.connection();
    if (paused || !connection.open() || (limited() && !peer.source())) {
      return Fill.NO_ROOM;
    }
    PeerProtocol protocol = connection.protocol();
    int trusted = trials.room(peer.blame(), protocol.pendingRequests(), context.nowNanos());
    int room = Math.min(protocol.requestRoom(), trusted);
    if (room == 0 || !protocol.interestedInPeer()) {
      return Fill.NO_ROOM;
    }
    if (protocol.chokedByPeer()) {
      int picked = picker.pickAllowedFast(peer.slot(), room, protocol::request);
      return picked == 0 ? Fill.NO_ROOM : Fill.SOMETHING;
    }
    long rate = connection.stats().down().bytesPerSecond(context.nowNanos());
    Affinity affinity = Affinity.of(rate, geometry.pieceLength());
    int picked = picker.pick(peer.slot(), room, affinity, protocol::request);
    return picked == 0 ? Fill.NOTHING : Fill.SOMETHING;
  }

  private void cancel(int slot, int piece, int block) {
    peers.bySlot(slot).connection().protocol().cancel(piece, block);
  }

  private void interest(Peer peer) {
    boolean interesting = !paused && picker.isInteresting(peer.slot());
    if (!limited()) {
      peer.connection().protocol().interested(interesting);
    } else if (!interesting || !peer.connection().protocol().interestedInPeer()) {
      nextSourcesNanos = context.nowNanos();
    }
  }

  private boolean limited() {
    return context.config().peers().maxSources() > 0;
  }

  private void chooseSources(long nowNanos) {
    nextSourcesNanos = nowNanos + Sources.ROUND_NANOS;
    List<Sources.Candidate> candidates = new ArrayList<>(peers.all().size());
    for (Peer peer : peers.all()) {
      candidates.add(
          new Sources.Candidate(
              peer.slot(),
              picker.isInteresting(peer.slot()),
              peer.connection().protocol().chokedByPeer(),
              peer.source(),
              peer.bytesPerSecond(nowNanos),
              peer.lastBlockNanos(),
              peer.sourceChangedNanos()));
    }
    Sources chosen = Sources.choose(candidates, context.config().peers().maxSources(), nowNanos);
    BitSet sources = new BitSet();
    chosen.requestFrom().forEach(sources::set);
    BitSet interesting = new BitSet();
    chosen.interestedIn().forEach(interesting::set);
    for (Peer peer : peers.all()) {
      if (peer.source() && !sources.get(peer.slot())) {
        peer.connection().protocol().cancelAll(); // or a stalled one would keep its blocks
      }
      peer.source(sources.get(peer.slot()), nowNanos);
      peer.connection().protocol().interested(interesting.get(peer.slot()));
    }
    for (Peer peer : peers.all()) {
      fill(peer);
    }
  }

  /// The disk is behind: nobody is read from until it has caught up.
  private void holdUntilRelief() {
    holding = true;
    peers.all().forEach(peer -> peer.connection().holdForDisk(true));
    storage.onRelief(() -> {
      holding = false;
      peers.all().forEach(peer -> peer.connection().holdForDisk(false));
    });
  }
}
