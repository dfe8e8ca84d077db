package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One torrent's peers.
final class Swarm {
  private static final int WHOLE = 100;

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

  /// Bytes of the torrent: as it was told, or else the most that a peer has lacked; 0 if unknown.
  long size;

  /// The size was told by who knows it.
  boolean sizeKnown;

  /// Not to be forgotten, also without peers.
  boolean kept;

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

  /// Reads a little everywhere, so that it is in the processor's cache: see [Foresight].
  ///
  /// @return whatever stood there
  int touch() {
    PeerTable table = v4 == null ? v6 : v4;
    return table == null ? completed : table.touch();
  }

  PeerTable openTable(boolean inV6, SipHash hash, Slabs slabs) {
    PeerTable table = table(inV6);
    if (table == null) {
      table = new PeerTable(inV6, hash, slabs);
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
      v4.release();
      v4 = null;
    }
    if (v6 != null && v6.size() == 0) {
      v6.release();
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

  int partialSeeds() {
    return (v4 == null ? 0 : v4.leechersFrom() - v4.seeds())
        + (v6 == null ? 0 : v6.leechersFrom() - v6.seeds());
  }

  /// How much of it a peer has that lacks `left` bytes, in percent, rounded down: only who lacks
  /// nothing has 100. By the way learns the size.
  int share(long left) {
    if (left == 0) {
      return WHOLE;
    }
    if (left == Long.MAX_VALUE) {
      // It does not know itself.
      return 0;
    }
    if (!sizeKnown && left > size) {
      size = left;
    }
    return left >= size ? 0 : (int) ((1 - (double) left / size) * WHOLE);
  }

  /// Bytes that somebody lacks who has so many percent; the inverse of [#share].
  long lacking(int share) {
    return size == 0 ? Long.MAX_VALUE : Math.max(1, size / WHOLE * (WHOLE - share));
  }

  int leechers() {
    return size() - seeds();
  }

  SwarmSummary summary() {
    return new SwarmSummary(infoHash(), seeds(), leechers(), completed, partialSeeds());
  }

  long bytes() {
    return Footprint.object(8 + 8 + 4 + 2 * Footprint.REFERENCE + 4 + 4 + 8 + 1 + 1)
        + (v4 == null ? 0 : v4.bytes())
        + (v6 == null ? 0 : v6.bytes());
  }
}
