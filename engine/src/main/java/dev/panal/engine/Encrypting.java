package dev.panal.engine;

import dev.panal.engine.mse.MseConnection;
import dev.panal.engine.mse.MseContext;
import dev.panal.engine.peer.PeerConnection;
import dev.panal.io.Connection;
import dev.panal.io.ConnectionHandler;
import dev.panal.io.Ports;
import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import java.util.function.Function;

/// Puts the encrypted handshake between the network and a peer, where the settings ask for it.
final class Encrypting {
  private final Encryption how;
  private final MseContext context;

  Encrypting(Ports ports, Encryption how) {
    this.how = how;
    this.context = new MseContext(ports.loop(), ports.random(), how == Encryption.REQUIRE);
  }

  /// A torrent that may be asked for.
  void add(InfoHash infoHash) {
    if (how != Encryption.OFF) {
      context.torrents().add(infoHash);
    }
  }

  void remove(InfoHash infoHash) {
    context.torrents().remove(infoHash);
  }

  /// Whether a peer that does not answer a plain handshake may be tried encrypted.
  boolean optional() {
    return how == Encryption.ALLOW;
  }

  /// Who hears of a connection that came in.
  ConnectionHandler accepted(Connection connection, PeerConnection peer) {
    return how == Encryption.OFF
        ? peer
        : MseConnection.incoming(context, connection, new Carried(peer));
  }

  /// Opens a connection.
  ///
  /// @param wanted whether the peer is to be tried encrypted, if that is optional
  /// @param connect makes the connection for who is to hear of it
  void dial(
      PeerConnection peer,
      InfoHash infoHash,
      boolean wanted,
      Function<ConnectionHandler, Connection> connect) {
    if (how == Encryption.REQUIRE || (optional() && wanted)) {
      MseConnection encrypted = MseConnection.outgoing(context, infoHash, new Carried(peer));
      encrypted.attach(connect.apply(encrypted));
      peer.attach(encrypted);
    } else {
      peer.attach(connect.apply(peer));
    }
  }

  /// A peer as the handshake sees it.
  private record Carried(PeerConnection peer) implements MseConnection.Owner {
    @Override
    public ConnectionHandler handler() {
      return peer;
    }

    @Override
    public void carriedBy(Connection connection) {
      peer.attach(connection);
    }

    @Override
    public void broken(ProtocolException why) {
      peer.broken(why);
    }
  }
}
