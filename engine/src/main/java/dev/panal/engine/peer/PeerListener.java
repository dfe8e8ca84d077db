package dev.panal.engine.peer;

import dev.panal.io.Failure;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.BitSet;

/// The torrent, as one of its connections sees it: what it must know of it, and whom it tells.
///
/// Nothing here is called after [#onClosed].
public interface PeerListener extends BlockSource {
  InfoHash infoHash();

  PeerId ownPeerId();

  PieceGeometry geometry();

  /// The pieces we have; read, never kept.
  BitSet have();

  /// The other side's handshake is complete. May close the connection (a second one to the same
  /// peer, one to ourselves).
  void onHandshake(PeerConnection peer);

  /// The peer told what it has, all at once, in the layout of BEP 3. What it told before stays so.
  void onBitfield(PeerConnection peer, ByteBuffer bits);

  /// The same for a peer that has everything (BEP 6).
  void onHaveAll(PeerConnection peer);

  /// The peer has one more piece; it may say so twice.
  void onHave(PeerConnection peer, int piece);

  /// The peer became interested in what we have, or no longer is.
  void onInterest(PeerConnection peer);

  /// The peer unchoked us: requests may leave.
  void onUnchoked(PeerConnection peer);

  /// The peer lets us have this piece in spite of its choke (BEP 6).
  void onAllowedFast(PeerConnection peer, int piece);

  /// The peer choked us.
  void onChoked(PeerConnection peer);

  /// An outstanding request will not be answered.
  void onRequestLost(PeerConnection peer, int piece, int block);

  /// A block that we had asked for, also if we took the request back since. The bytes are valid
  /// during the call only.
  void onBlock(PeerConnection peer, int piece, int begin, ByteBuffer block);

  /// Bytes of a block have left for this peer.
  void onUploaded(PeerConnection peer, int bytes);

  /// The peer sent its extension handshake.
  void onExtensionHandshake(PeerConnection peer);

  /// A verified piece could not be read for this peer.
  void onUnreadable(int piece, Failure failure);

  /// The last that is heard of this peer.
  void onClosed(PeerConnection peer, PeerEnd end);
}
