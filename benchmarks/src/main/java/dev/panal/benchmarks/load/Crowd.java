package dev.panal.benchmarks.load;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.TransferTotals;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The simulated peers: who they are follows from their number. Peers are spread evenly over the
/// swarms, and one in ten is a seed, as on public trackers.
///
/// @param infoHashes the swarms
/// @param peers how many there are
/// @param firstAddress IPv4 address of the first peer, where each has its own
record Crowd(List<InfoHash> infoHashes, int peers, int firstAddress) {
  /// Clients in use; eight bytes each, which a tracker may store once.
  private static final List<String> CLIENTS =
      List.of("-PN0100-", "-TR3000-", "-lt0D80-", "-qB4520-", "-UT3550-", "-DE2110-");

  private static final int SEEDS_ONE_IN = 10;
  private static final int FIRST_PORT = 10_000;
  private static final int PORTS = 50_000;

  int address(int peer) {
    return firstAddress + peer;
  }

  AnnounceRequest request(int peer, TrackerEvent event, int numWant) {
    boolean seed = Integer.remainderUnsigned(peer / infoHashes.size(), SEEDS_ONE_IN) == 0;
    return AnnounceRequest.of(
        infoHashes.get(peer % infoHashes.size()),
        peerId(peer),
        FIRST_PORT + peer % PORTS,
        new TransferTotals(0, 0, seed ? 0 : 1_000_000_000L, 0),
        event,
        numWant,
        mixed(peer) | 1);
  }

  private static PeerId peerId(int peer) {
    ByteBuffer bytes = ByteBuffer.allocate(PeerId.LENGTH);
    bytes.put(CLIENTS.get(peer % CLIENTS.size()).getBytes(StandardCharsets.US_ASCII));
    bytes.putInt(mixed(peer)).putInt(mixed(peer + 0x5bd1e995)).putInt(peer);
    return PeerId.of(bytes.array());
  }

  /// Numbers that look like chance, the same in every run.
  static int mixed(int number) {
    int mixed = number * 0x9e3779b9;
    mixed = (mixed ^ mixed >>> 15) * 0x85ebca6b;
    return mixed ^ mixed >>> 13;
  }
}
