package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One torrent's peers.
final class Swarm {
  /// The info-hash, in place: an object of its own would take twice the room.
  final long hashA;

  final long hashB;
  final int hashC;

  @Nullable PeerTable v4;
  @Nullable PeerTable v6;

  /// Finished downloads; stops at the largest number BEP 15 can carry.
  int completed;

  /// The tick at which the last peer went.
  int emptySince;

  Swarm(long hashA, long hashB, int hashC) {
    this.hashA = hashA;
    this.hashB = hashB;
    this.hashC = hashC;
  }

  InfoHash infoHash() {
    ByteBuffer bytes = ByteBuffer.allocate(InfoHash.LENGTH);
    bytes.putLong(hashA).putLong(hashB).putInt(hashC).flip();
    return InfoHash.read(bytes);
  }

  @Nullable PeerTable table(boolean inV6) {
    return inV6 ? v6 : v4;
  }

  PeerTable openTable(boolean inV6, SipHash hash) {
    PeerTable table = table(inV6);
    if (table == null) {
      table = new PeerTable(inV6, hash);
      if (inV6) {
        v6 = table;
      } else {
        v4 = table;
      }
    }
    return table;
  }

  void dropEmptyTables() {
    if (v4 != null && v4.size() == 0) {
      v4 = null;
    }
    if (v6 != null && v6.size() == 0) {
      v6 = null;
    }
  }

  void countCompleted() {
    completed = Math.max(completed, completed + 1);
  }

  int size() {
    return (v4 == null ? 0 : v4.size()) + (v6 == null ? 0 : v6.size());
  }

  int seeds() {
    return (v4 == null ? 0 : v4.seeds()) + (v6 == null ? 0 : v6.seeds());
  }

  int leechers() {
    return size() - seeds();
  }

  SwarmSummary summary() {
    return new SwarmSummary(infoHash(), seeds(), leechers(), completed);
  }

  long bytes() {
    return Footprint.object(8 + 8 + 4 + 2 * Footprint.REFERENCE + 4 + 4)
        + (v4 == null ? 0 : v4.bytes())
        + (v6 == null ? 0 : v6.bytes());
  }
}
