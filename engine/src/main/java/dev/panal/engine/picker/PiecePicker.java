package dev.panal.engine.picker;

import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides which blocks to ask of which peer. A pure data structure: it hears what peers have, what
/// was asked, what came and what the hash said, and answers with blocks.
///
/// ## Which piece
///
/// Rarest first, with chance among equals: what few peers have is copied before they leave, and no
/// two peers run after the same piece. Two exceptions: the first four pieces are taken at random
/// (whole pieces soon, to have something to trade), and in sequential mode the order is that of the
/// torrent. High pieces come before normal ones; skipped ones never.
///
/// A pass over 300,000 pieces for each request is out of the question, and so is one for each
/// `have` of 1,000 peers. So the pieces are kept sorted by availability in buckets ([RarityOrder];
/// the idea is that of libtorrent's picker): one more or less available is a swap of two array
/// elements, and a peer that has everything changes one number.
///
/// ## Which block
///
/// A piece counts for nothing until it is whole, so in this order:
/// 1. the peer goes on with the pieces it leads (began, or took over when nobody was asked for them
///    any more): from the front, so that a fast peer's blocks come in order and leave for the disk
///    in one write;
/// 2. a slow peer ([Affinity#BLOCKS]) joins what slow peers began, from the back, nearest to
///    completion first. A fast one ([Affinity#PIECES]) takes over orphans only;
/// 3. a new piece, if not too much is under way: bytes ([PickerLimits#partialBytes()]) are a hard
///    limit. When there are more incomplete pieces than one and a half per peer, 4 comes before 3;
/// 4. it joins any piece;
/// 5. end game: when every missing block that anybody could bring is requested, blocks are
///    requested from further peers, a few each, so that the last ones do not wait for the slowest
///    peer. When one comes, the others are cancelled.
///
/// ## Who lied
///
/// The source of every block is kept until its piece is verified. A piece with a wrong hash and one
/// source convicts it. With several, nobody can tell: the piece goes on parole, which means that
/// next time one peer alone brings it, and so do the sources, which from now on bring whole pieces
/// alone and join nobody. The next piece of a liar convicts it, the next piece of an honest one
/// sets it free. (Comparing the blocks of the two attempts would convict a little sooner, at the
/// price of a digest for every block.) Parole yields only where a piece would never be finished
/// otherwise: its peer is asked for nothing of it, or there is nothing else left to do.
public final class PiecePicker {
  private static final int[] NOBODY = {};

  private final Pieces pieces;
  private final List<@Nullable PeerState> peers = new ArrayList<>();
  private final Partials partials;

  /// Pieces to be fetched from one peer alone.
  private final PieceSet parole;

  private final BlockChooser chooser;
  private int seeds;

  /// Nothing is had and everything is wanted, until the caller says otherwise.
  public PiecePicker(PieceGeometry geometry, PickerLimits limits, RandomGenerator random) {
    this.pieces = new Pieces(geometry);
    this.partials = new Partials(pieces, peers);
    this.parole = new PieceSet(pieces.count);
    this.chooser = new BlockChooser(pieces, partials, parole, limits, random);
  }

  // Peers

  /// A connection stands. It has nothing until it says otherwise.
  ///
  /// @param source whom to blame for its blocks: any number that the caller will still understand
  ///   when the peer is gone
  /// @return the number by which the picker knows this peer until [#removePeer(int)]; small, and
  ///   given out again later
  public int addPeer(int source) {
    int slot = peers.indexOf(null);
    if (slot < 0) {
      slot = peers.size();
      peers.add(null);
    }
    peers.set(slot, new PeerState(slot, source, new PieceSet(pieces.count)));
    return slot;
  }

  /// The connection is gone; what was requested from it is free again.
  public void removePeer(int peer) {
    PeerState state = state(peer);
    releaseAll(peer);
    partials.unlead(peer);
    PieceSet held = state.held;
    if (held == null) {
      pieces.lowerAll();
      seeds--;
    } else {
      for (int piece = held.next(0); piece >= 0; piece = held.next(piece + 1)) {
        pieces.lower(piece);
      }
    }
    peers.set(peer, null);
  }

  /// The peer's `bitfield`; the remaining bytes are consumed. What it said before stays so.
  ///
  /// @throws dev.panal.wire.ProtocolException if it has the wrong length or bits past the last
  ///   piece
  public void peerBitfield(int peer, ByteBuffer bits) {
    PeerState state = state(peer);
    PieceSet held = PieceSet.read(bits, pieces.count);
    if (state.count > 0) {
      for (int piece = held.next(0); piece >= 0; piece = held.next(piece + 1)) {
        peerHas(peer, piece);
      }
      return;
    }
    int count = held.count();
    if (count == pieces.count) {
      peerHasAll(peer);
      return;
    }
    state.held = held;
    state.count = count;
    state.interesting = held.countCommon(pieces.wanted);
    for (int piece = held.next(0); piece >= 0; piece = held.next(piece + 1)) {
      pieces.raise(piece);
    }
  }

  /// The peer's `have`.
  ///
  /// @return whether that is news, and of a piece that is wanted
  /// @throws dev.panal.wire.ProtocolException if there is no such piece
  public boolean peerHas(int peer, int piece) {
    requirePiece(piece, "have");
    PeerState state = state(peer);
    PieceSet held = state.held;
    if (held == null || held.has(piece)) {
      return false;
    }
    held.add(piece);
    pieces.raise(piece);
    boolean wanted = pieces.wanted.has(piece);
    state.interesting += wanted ? 1 : 0;
    if (++state.count == pieces.count) {
      state.held = null; // what it has stays counted piece by piece: see Pieces
      seeds++;
    }
    return wanted;
  }

  /// The peer's `have all` (BEP 6).
  public void peerHasAll(int peer) {
    PeerState state = state(peer);
    if (state.count > 0) {
      for (int piece = 0; piece < pieces.count; piece++) {
        peerHas(peer, piece);
      }
      return;
    }
    state.held = null;
    state.count = pieces.count;
    pieces.raiseAll();
    seeds++;
  }

  /// The peer's `allowed fast` (BEP 6); what exceeds a bound is ignored.
  ///
  /// @throws dev.panal.wire.ProtocolException if there is no such piece
  public void peerAllowsFast(int peer, int piece) {
    requirePiece(piece, "allowed fast");
    state(peer).allowFast(piece);
  }

  /// Whether the peer has `piece`.
  public boolean has(int peer, int piece) {
    return state(peer).has(piece);
  }

  /// Whether the peer has every piece.
  public boolean isSeed(int peer) {
    return state(peer).held == null;
  }

  /// How many pieces the peer has.
  public int pieceCount(int peer) {
    return state(peer).count;
  }

  /// Whether the peer has a piece that we want and have not verified. O(1).
  public boolean isInteresting(int peer) {
    return interesting(state(peer)) > 0;
  }

  /// How many blocks are requested from the peer.
  public int outstanding(int peer) {
    return state(peer).requestCount();
  }

  // Blocks

  /// Picks up to `blocks` more blocks to request from a peer that does not choke us; they count as
  /// requested when this returns.
  ///
  /// @return how many were picked
  public int pick(int peer, int blocks, Affinity affinity, BlockSink picked) {
    PeerState state = state(peer);
    return blocks <= 0 || interesting(state) == 0
        ? 0
        : chooser.choose(state, blocks, affinity, picked);
  }

  /// The same for a peer that chokes us but allowed some pieces.
  public int pickAllowedFast(int peer, int blocks, BlockSink picked) {
    return chooser.chooseAllowedFast(state(peer), blocks, picked);
  }

  /// A block came in that the connection had asked for.
  ///
  /// @param cancels hears of the other peers that were asked for it (end game)
  public Receipt received(int peer, int piece, int block, RequestSink cancels) {
    if (pieces.have.has(piece)) {
      return Receipt.DUPLICATE;
    }
    PartialPiece partial = partials.of(piece);
    if (partial == null) {
      return Receipt.NOT_REQUESTED;
    }
    if (partial.isReceived(block)) {
      return Receipt.DUPLICATE;
    }
    return partial.isRequestedFrom(block, peer)
        ? take(state(peer), partial, block, cancels)
        : Receipt.NOT_REQUESTED;
  }

  /// A block came in that had been asked for and then given up (choked, timed out): welcome if it
  /// is still missing. Never [Receipt#NOT_REQUESTED] unless its piece is not wanted.
  public Receipt receivedLate(int peer, int piece, int block, RequestSink cancels) {
    Receipt receipt = received(peer, piece, block, cancels);
    if (receipt != Receipt.NOT_REQUESTED || !pieces.wanted.has(piece)) {
      return receipt;
    }
    PeerState state = state(peer);
    PartialPiece partial = partials.of(piece);
    if (partial == null) {
      partial = partials.begin(piece, state.suspect || parole.has(piece));
      partials.lead(partial, peer, false);
    } else if (partial.lead != peer && (partial.alone || state.suspect)) {
      return Receipt.NOT_REQUESTED;
    }
    return take(state, partial, block, cancels);
  }

  /// The peer will not bring this block (rejected, timed out, cancelled). Without effect if it was
  /// not asked for it.
  public void released(int peer, int piece, int block) {
    PartialPiece partial = partials.of(piece);
    if (partial != null && partial.isRequestedFrom(block, peer)) {
      forgetRequest(state(peer), piece, block);
      partial.release(block, peer);
      partials.settle(partial);
    }
  }

  /// The peer will bring nothing of what was requested (choked without BEP 6, snubbed).
  ///
  /// @return how many blocks it was
  public int releaseAll(int peer) {
    PeerState state = state(peer);
    int count = state.requestCount();
    while (state.requestCount() > 0) {
      int last = state.requestCount() - 1;
      released(peer, state.requestedPiece(last), state.requestedBlock(last));
    }
    return count;
  }

  // Verdicts

  /// We have `piece`: its hash was right and it is written. Also how pieces of an earlier run are
  /// entered.
  ///
  /// @return the sources of its blocks, each once; empty if it did not come over the wire
  public int[] pieceVerified(int piece) {
    if (pieces.have.has(piece)) {
      return NOBODY;
    }
    int[] sources = NOBODY;
    PartialPiece partial = partials.of(piece);
    if (partial != null) {
      sources = partial.sources();
      dropRequests(partial);
      partials.remove(partial);
    }
    if (sources.length == 1) {
      suspect(sources, false);
    }
    parole.remove(piece);
    if (pieces.gain(piece)) {
      interest(piece, -1);
    }
    return sources;
  }

  /// The hash of `piece` was wrong: all its blocks are missing again.
  ///
  /// One source in the answer is the liar. If there are several, the picker puts them on parole and
  /// fetches the piece from one peer alone next time.
  ///
  /// @return the sources of its blocks, each once
  public int[] pieceFailed(int piece) {
    PartialPiece partial = partials.of(piece);
    int[] sources = partial == null ? NOBODY : partial.sources();
    suspect(sources, true);
    if (sources.length > 1) {
      parole.add(piece);
    }
    pieceLost(piece);
    return sources;
  }

  /// `piece` could not be kept (write failed, buffers dropped, file changed): whatever was received
  /// or verified of it is missing again, without blame.
  public void pieceLost(int piece) {
    PartialPiece partial = partials.of(piece);
    if (partial != null) {
      partial.forget();
      partials.settle(partial);
    } else if (pieces.have.has(piece) && pieces.lose(piece)) {
      interest(piece, 1);
    }
  }

  /// The source of a received block of a piece that is not verified yet, -1 if there is none.
  public int source(int piece, int block) {
    PartialPiece partial = partials.of(piece);
    return partial == null ? -1 : partial.source(block);
  }

  // Wishes

  /// For one piece. O(peers).
  public void prioritize(int piece, Priority priority) {
    int change = pieces.prioritize(piece, priority);
    if (change != 0) {
      interest(piece, change);
    }
    settle(piece);
  }

  /// For all pieces.
  public void prioritizeAll(IntFunction<Priority> priorityOf) {
    for (int piece = 0; piece < pieces.count; piece++) {
      pieces.prioritize(piece, priorityOf.apply(piece));
      settle(piece);
    }
    for (PeerState state : peers) {
      if (state != null && state.held != null) {
        state.interesting = state.held.countCommon(pieces.wanted);
      }
    }
  }

  public Priority priority(int piece) {
    return pieces.priority(piece);
  }

  /// In order from the first piece instead of rarest first.
  public void sequential(boolean sequential) {
    chooser.sequential(sequential);
  }

  // State

  /// Whether we have `piece`, verified.
  public boolean has(int piece) {
    return pieces.have.has(piece);
  }

  /// Our `bitfield` as BEP 3 writes it.
  public byte[] bitfield() {
    return pieces.have.write();
  }

  public int haveCount() {
    return pieces.haveCount();
  }

  /// Pieces that we do not have, wanted or not.
  public int missing() {
    return pieces.count - pieces.haveCount();
  }

  public boolean isComplete() {
    return missing() == 0;
  }

  /// Wanted pieces that we do not have.
  public int wantedLeft() {
    return pieces.wantedLeft();
  }

  /// Bytes of pieces that we do not have, wanted or not; what a tracker is told as `left`.
  public long missingBytes() {
    int last = pieces.count - 1;
    return bytes(missing(), !pieces.have.has(last));
  }

  /// Bytes of wanted pieces that we do not have, less the blocks received of those under way.
  public long wantedLeftBytes() {
    long bytes = bytes(pieces.wantedLeft(), pieces.wanted.has(pieces.count - 1));
    for (int i = 0; i < partials.size(); i++) {
      PartialPiece partial = partials.get(i);
      if (pieces.wanted.has(partial.piece)) {
        bytes -= receivedBytes(partial);
      }
    }
    return bytes;
  }

  /// How many peers have `piece`.
  public int availability(int piece) {
    return pieces.availability(piece);
  }

  /// Peers that have everything.
  public int seeds() {
    return seeds;
  }

  /// Wanted pieces that we lack and no peer has: why a download may wait.
  public int unavailable() {
    int count = pieces.openUnavailable();
    for (PartialPiece partial : partials.open()) {
      count += pieces.availability(partial.piece) == 0 ? 1 : 0;
    }
    return count;
  }

  /// Pieces of which some block is requested or received, and that are not verified.
  public int partialCount() {
    return partials.size();
  }

  /// Whether every missing block that some peer could bring is requested.
  public boolean isEndGame() {
    return chooser.isEndGame();
  }

  private Receipt take(PeerState from, PartialPiece partial, int block, RequestSink cancels) {
    for (int peer : partial.requestersOf(block)) {
      forgetRequest(state(peer), partial.piece, block);
      if (peer != from.slot) {
        cancels.accept(peer, partial.piece, block);
      }
    }
    partial.receive(block, from.source);
    partials.settle(partial);
    return partial.isComplete() ? Receipt.LAST_OF_PIECE : Receipt.NEW;
  }

  private void forgetRequest(PeerState state, int piece, int block) {
    int before = state.requestCount();
    state.removeRequest(piece, block);
    chooser.asked(before, state.requestCount());
  }

  private void dropRequests(PartialPiece partial) {
    for (int block = 0; block < partial.blocks && partial.requested() > 0; block++) {
      for (int peer : partial.requestersOf(block)) {
        forgetRequest(state(peer), partial.piece, block);
        partial.release(block, peer);
      }
    }
  }

  /// The piece is wanted, or not wanted any more, and the peers that have it are by one more or
  /// less interesting. O(peers), but once or twice in the life of a piece, when every peer hears of
  /// it anyway.
  private void interest(int piece, int change) {
    for (PeerState state : peers) {
      if (state != null && state.held != null && state.held.has(piece)) {
        state.interesting += change;
      }
    }
  }

  private int interesting(PeerState state) {
    return state.held == null ? pieces.wantedLeft() : state.interesting;
  }

  private void suspect(int[] sources, boolean suspect) {
    for (int source : sources) {
      for (PeerState state : peers) {
        if (state != null && state.source == source) {
          state.suspect = suspect;
        }
      }
    }
  }

  private void settle(int piece) {
    PartialPiece partial = partials.of(piece);
    if (partial != null) {
      partials.settle(partial);
    }
  }

  /// Bytes of so many pieces; the last one may be shorter than the rest.
  private long bytes(int count, boolean lastAmongThem) {
    PieceGeometry geometry = pieces.geometry;
    long bytes = (long) count * geometry.pieceLength();
    return lastAmongThem
        ? bytes - geometry.pieceLength() + geometry.length(pieces.count - 1)
        : bytes;
  }

  private long receivedBytes(PartialPiece partial) {
    long bytes = (long) partial.received() * PieceGeometry.BLOCK_LENGTH;
    int last = partial.blocks - 1;
    return partial.isReceived(last)
        ? bytes - PieceGeometry.BLOCK_LENGTH + pieces.geometry.blockLength(partial.piece, last)
        : bytes;
  }

  private PeerState state(int peer) {
    PeerState state = peer < 0 || peer >= peers.size() ? null : peers.get(peer);
    if (state == null) {
      throw new IllegalArgumentException("no peer " + peer);
    }
    return state;
  }

  private void requirePiece(int piece, String message) {
    if (piece < 0 || piece >= pieces.count) {
      throw new ProtocolException(message + ": piece " + piece + " of " + pieces.count);
    }
  }
}
