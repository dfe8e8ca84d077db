package dev.panal.engine.picker;

import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/// Decides which blocks to ask of which peer.
@SuppressWarnings({
  "UnusedVariable",
  "unused",
  "DoNotCallSuggester"
}) // the face first, the body follows
public final class PiecePicker {
  public PiecePicker(PieceGeometry geometry, PickerLimits limits, RandomGenerator random) {}

  // Peers

  /// A connection stands. It has nothing until it says otherwise.
  ///
  /// @param source whom to blame for its blocks: any number that the caller will still understand
  ///   when the peer is gone
  /// @return the number by which the picker knows this peer until [#removePeer(int)]; small, and
  ///   given out again later
  public int addPeer(int source) {
    throw new UnsupportedOperationException();
  }

  /// The connection is gone; what was requested from it is free again.
  public void removePeer(int peer) {
    throw new UnsupportedOperationException();
  }

  /// The peer's `bitfield`; the remaining bytes are consumed.
  ///
  /// @throws dev.panal.wire.ProtocolException if it has the wrong length, bits past the last piece,
  ///   or comes after news about pieces
  public void peerBitfield(int peer, ByteBuffer bits) {
    throw new UnsupportedOperationException();
  }

  /// The peer's `have`.
  ///
  /// @throws dev.panal.wire.ProtocolException if there is no such piece
  public void peerHas(int peer, int piece) {
    throw new UnsupportedOperationException();
  }

  /// The peer's `have all` (BEP 6).
  ///
  /// @throws dev.panal.wire.ProtocolException if it comes after news about pieces
  public void peerHasAll(int peer) {
    throw new UnsupportedOperationException();
  }

  /// The peer's `allowed fast` (BEP 6); what exceeds a bound is ignored.
  ///
  /// @throws dev.panal.wire.ProtocolException if there is no such piece
  public void peerAllowsFast(int peer, int piece) {
    throw new UnsupportedOperationException();
  }

  /// Whether the peer has `piece`.
  public boolean has(int peer, int piece) {
    throw new UnsupportedOperationException();
  }

  /// Whether the peer has every piece.
  public boolean isSeed(int peer) {
    throw new UnsupportedOperationException();
  }

  /// How many pieces the peer has.
  public int pieceCount(int peer) {
    throw new UnsupportedOperationException();
  }

  /// Whether the peer has a piece that we want and have not verified. O(1).
  public boolean isInteresting(int peer) {
    throw new UnsupportedOperationException();
  }

  /// How many blocks are requested from the peer.
  public int outstanding(int peer) {
    throw new UnsupportedOperationException();
  }

  // Blocks

  /// Picks up to `blocks` more blocks to request from a peer that does not choke us; they count as
  /// requested when this returns.
  ///
  /// @return how many were picked
  public int pick(int peer, int blocks, Affinity affinity, BlockSink picked) {
    throw new UnsupportedOperationException();
  }

  /// The same for a peer that chokes us but allowed some pieces.
  public int pickAllowedFast(int peer, int blocks, BlockSink picked) {
    throw new UnsupportedOperationException();
  }

  /// A block came in that the connection had asked for.
  ///
  /// @param cancels hears of the other peers that were asked for it (end game)
  public Receipt received(int peer, int piece, int block, RequestSink cancels) {
    throw new UnsupportedOperationException();
  }

  /// A block came in that had been asked for and then given up (choked, timed out): welcome if it
  /// is still missing. Never [Receipt#NOT_REQUESTED] unless its piece is not wanted.
  public Receipt receivedLate(int peer, int piece, int block, RequestSink cancels) {
    throw new UnsupportedOperationException();
  }

  /// The peer will not bring this block (rejected, timed out, cancelled). Without effect if it was
  /// not asked for it.
  public void released(int peer, int piece, int block) {
    throw new UnsupportedOperationException();
  }

  /// The peer will bring nothing of what was requested (choked without BEP 6, snubbed).
  ///
  /// @return how many blocks it was
  public int releaseAll(int peer) {
    throw new UnsupportedOperationException();
  }

  // Verdicts

  /// We have `piece`: its hash was right and it is written. Also how pieces of an earlier run are
  /// entered.
  ///
  /// @return the sources of its blocks, each once; empty if it did not come over the wire
  public int[] pieceVerified(int piece) {
    throw new UnsupportedOperationException();
  }

  /// The hash of `piece` was wrong: all its blocks are missing again.
  ///
  /// One source in the answer is the liar. If there are several, the picker puts them on parole and
  /// fetches the piece from one peer alone next time.
  ///
  /// @return the sources of its blocks, each once
  public int[] pieceFailed(int piece) {
    throw new UnsupportedOperationException();
  }

  /// `piece` could not be kept (write failed, buffers dropped, file changed): whatever was received
  /// or verified of it is missing again, without blame.
  public void pieceLost(int piece) {
    throw new UnsupportedOperationException();
  }

  /// The source of a received block of a piece that is not verified yet, -1 if there is none.
  public int source(int piece, int block) {
    throw new UnsupportedOperationException();
  }

  // Wishes

  /// For one piece. O(peers).
  public void prioritize(int piece, Priority priority) {
    throw new UnsupportedOperationException();
  }

  /// For all pieces.
  public void prioritizeAll(IntFunction<Priority> priorityOf) {
    throw new UnsupportedOperationException();
  }

  public Priority priority(int piece) {
    throw new UnsupportedOperationException();
  }

  /// In order from the first piece instead of rarest first.
  public void sequential(boolean sequential) {
    throw new UnsupportedOperationException();
  }

  // State

  /// Whether we have `piece`, verified.
  public boolean has(int piece) {
    throw new UnsupportedOperationException();
  }

  /// Our `bitfield` as BEP 3 writes it.
  public byte[] bitfield() {
    throw new UnsupportedOperationException();
  }

  public int haveCount() {
    throw new UnsupportedOperationException();
  }

  /// Pieces that we do not have, wanted or not.
  public int missing() {
    throw new UnsupportedOperationException();
  }

  public boolean isComplete() {
    throw new UnsupportedOperationException();
  }

  /// Wanted pieces that we do not have.
  public int wantedLeft() {
    throw new UnsupportedOperationException();
  }

  /// Bytes of pieces that we do not have, wanted or not; what a tracker is told as `left`.
  public long missingBytes() {
    throw new UnsupportedOperationException();
  }

  /// Bytes of wanted pieces that we do not have, less the blocks received of those under way.
  public long wantedLeftBytes() {
    throw new UnsupportedOperationException();
  }

  /// How many peers have `piece`.
  public int availability(int piece) {
    throw new UnsupportedOperationException();
  }

  /// Peers that have everything.
  public int seeds() {
    throw new UnsupportedOperationException();
  }

  /// Wanted pieces that we lack and no peer has: why a download may wait.
  public int unavailable() {
    throw new UnsupportedOperationException();
  }

  /// Pieces of which some block is requested or received, and that are not verified.
  public int partialCount() {
    throw new UnsupportedOperationException();
  }

  /// Whether every missing block that some peer could bring is requested.
  public boolean isEndGame() {
    throw new UnsupportedOperationException();
  }
}
