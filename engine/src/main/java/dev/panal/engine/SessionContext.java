package dev.panal.engine;

import dev.panal.engine.announce.AnnounceConfig;
import dev.panal.engine.announce.TrackerClient;
import dev.panal.engine.peer.PeerContext;
import dev.panal.engine.storage.StorageRoom;
import dev.panal.io.Ports;
import dev.panal.wire.PeerId;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/// What all torrents of a session share.
///
/// @param listening the address at which peers reach us
/// @param encrypting how connections are encrypted
/// @param connections how many connections the session has
/// @param own where we are found from outside
/// @param waking hears of a torrent that was parked and is to be looked after again
record SessionContext(
    Ports ports,
    SessionConfig config,
    PeerId peerId,
    InetSocketAddress listening,
    PeerContext peers,
    Encrypting encrypting,
    StorageRoom storage,
    TrackerClient trackers,
    AnnounceConfig announcing,
    ResumeStore resume,
    Consumer<SessionEvent> events,
    ConnectionCount connections,
    OwnAddresses own,
    Consumer<Torrent> waking) {

  long nowNanos() {
    return ports.loop().nanoTime();
  }

  void tell(SessionEvent event) {
    events.accept(event);
  }

  /// Counts connections against [SessionConfig.PeerLimits#maxPeersTotal()].
  static final class ConnectionCount {
    private final int limit;
    private int count;

    ConnectionCount(int limit) {
      this.limit = limit;
    }

    boolean room() {
      return count < limit;
    }

    void opened() {
      count++;
    }

    void closed() {
      count--;
    }

    int count() {
      return count;
    }
  }
}
