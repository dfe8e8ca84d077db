package dev.panal.engine;

import dev.panal.engine.peer.PeerConnection;
import dev.panal.engine.peer.PeerEnd;
import dev.panal.engine.peer.PeerListener;
import dev.panal.engine.storage.BlockReceiver;
import dev.panal.engine.swarm.Ending;
import dev.panal.engine.swarm.PeerBook;
import dev.panal.io.Failure;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.metainfo.PieceGeometry;
import dev.panal.wire.peer.ExtensionHandshake;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.OptionalInt;

/// What the connections of a torrent say, sent on to whom it concerns.
final class Conversation implements PeerListener {
  private final Torrent torrent;

  Conversation(Torrent torrent) {
    this.torrent = torrent;
  }

  @Override
  public InfoHash infoHash() {
    return torrent.infoHash();
  }

  @Override
  public PeerId ownPeerId() {
    return torrent.context().peerId();
  }

  @Override
  public PieceGeometry geometry() {
    return torrent.info().geometry();
  }

  @Override
  public BitSet have() {
    return torrent.storage().have();
  }

  @Override
  public boolean has(int piece) {
    return torrent.storage().has(piece);
  }

  @Override
  public void read(int piece, int begin, int length, Receiver receiver) {
    torrent
        .storage()
        .read(
            piece,
            begin,
            length,
            new BlockReceiver() {
              @Override
              public void block(ByteBuffer bytes, Runnable release) {
                receiver.block(bytes, release);
              }

              @Override
              public void failed(Failure failure) {
                receiver.failed(failure);
              }
            });
  }

  @Override
  public void onHandshake(PeerConnection connection) {
    if (!torrent.open()) {
      connection.close("not ready yet");
      return;
    }
    Peers peers = torrent.peers();
    if (!peers.admit(connection)) {
      return;
    }
    Peer peer = new Peer(connection, torrent.context().nowNanos());
    fetching().joined(peer, peers.book().source(connection.address()));
    peers.enter(connection, peer);
    torrent
        .context()
        .tell(
            new SessionEvent.PeerConnected(
                torrent.infoHash(),
                connection.address(),
                TorrentReport.clientName(connection),
                connection.incoming()));
  }

  @Override
  public void onBitfield(PeerConnection connection, ByteBuffer bits) {
    fetching().bitfield(peer(connection), bits);
    torrent.closeUseless();
  }

  @Override
  public void onHaveAll(PeerConnection connection) {
    fetching().hasAll(peer(connection));
    torrent.closeUseless();
  }

  @Override
  public void onHave(PeerConnection connection, int piece) {
    Peer peer = peer(connection);
    fetching().has(peer, piece);
    if (torrent.completed() && fetching().picker().isSeed(peer.slot())) {
      connection.close("both have everything they want");
    }
  }

  @Override
  public void onInterest(PeerConnection connection) {
    serving().interestChanged(peer(connection), torrent.completed(), torrent.context().nowNanos());
  }

  @Override
  public void onUnchoked(PeerConnection connection) {
    fetching().unchoked(peer(connection));
  }

  @Override
  public void onAllowedFast(PeerConnection connection, int piece) {
    fetching().allowedFast(peer(connection), piece);
  }

  @Override
  public void onChoked(PeerConnection connection) {
    fetching().choked();
  }

  @Override
  public void onRequestLost(PeerConnection connection, int piece, int block) {
    fetching().requestLost(peer(connection), piece, block);
  }

  @Override
  public void onBlock(PeerConnection connection, int piece, int begin, ByteBuffer block) {
    Peer peer = peer(connection);
    if (peer.becameUseful()) {
      useful(connection);
    }
    fetching().block(peer, piece, begin, block);
  }

  @Override
  public void onUploaded(PeerConnection connection, int bytes) {
    if (peer(connection).becameUseful()) {
      useful(connection);
    }
    serving().uploaded().add(torrent.context().nowNanos(), bytes);
  }

  @Override
  public void onExtensionHandshake(PeerConnection connection) {
    if (!connection.incoming()) {
      return;
    }
    connection
        .protocol()
        .extensions()
        .map(ExtensionHandshake::listenPort)
        .orElse(OptionalInt.empty())
        .ifPresent(port -> listensAt(connection, port));
  }

  private void listensAt(PeerConnection connection, int port) {
    PeerBook book = torrent.peers().book();
    if (!book.listensAt(connection.address(), port, torrent.context().nowNanos())) {
      connection.close("banned");
    }
  }

  @Override
  public void onUnreadable(int piece, Failure failure) {
    // Storage has told the torrent already; the peer has its reject.
  }

  @Override
  public void onClosed(PeerConnection connection, PeerEnd end) {
    Peers peers = torrent.peers();
    Peer peer = peers.left(connection, ending(connection, end));
    if (peer != null) {
      Fetching fetching = fetching();
      fetching.left(peer);
      peers.free(peer);
      torrent
          .context()
          .tell(
              new SessionEvent.PeerDisconnected(
                  torrent.infoHash(), connection.address(), end.reason()));
      if (torrent.open()) {
        serving().left(torrent.completed(), torrent.context().nowNanos());
      }
    }
    torrent.connectionGone();
    if (torrent.open()) {
      peers.dial();
    }
  }

  private Ending ending(PeerConnection connection, PeerEnd end) {
    if (end.unanswered() && !connection.incoming() && torrent.context().encrypting().optional()) {
      return Ending.UNANSWERED;
    }
    return switch (end.cause()) {
      case VIOLATION -> Ending.VIOLATION;
      case SILENCE -> Ending.TIMED_OUT;
      case TORRENT -> Ending.NOT_NEEDED;
      case NETWORK ->
          switch (end.kind()) {
            case LOCAL -> Ending.NOT_NEEDED;
            case REMOTE, RESET, FAILED -> Ending.LOST;
            case REFUSED -> Ending.REFUSED;
            case TIMED_OUT -> Ending.TIMED_OUT;
            case UNREACHABLE -> Ending.UNREACHABLE;
          };
    };
  }

  private void useful(PeerConnection connection) {
    torrent.peers().book().useful(connection.address(), torrent.context().nowNanos());
  }

  private Peer peer(PeerConnection connection) {
    Peer peer = torrent.peers().of(connection);
    if (peer == null) {
      throw new IllegalStateException("not let in: " + connection.address());
    }
    return peer;
  }

  private Fetching fetching() {
    return torrent.fetching().orElseThrow();
  }

  private Serving serving() {
    return torrent.serving().orElseThrow();
  }
}
