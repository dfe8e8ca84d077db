package dev.panal.tracker;

import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/// The peer that announces, taken apart into the numbers that rows are made of. One per shard,
/// loaded anew for every announce.
final class Requester {
  private final SipHash hash;
  private final ByteBuffer idBytes = ByteBuffer.allocate(PeerId.LENGTH);

  long prefix;
  int prefixNumber;
  long tail;
  int tailEnd;
  int key;
  boolean v6;
  long addressHigh;
  long addressLow;
  int port;
  boolean loopback;
  boolean seed;

  Requester(SipHash hash) {
    this.hash = hash;
  }

  void load(Announcement announcement, PrefixTable prefixes) {
    loadIdentity(announcement.peerId(), announcement.key(), prefixes);
    port = announcement.port();
    seed = announcement.seed();
    InetAddress address = announcement.address();
    loopback = address.isLoopbackAddress();
    byte[] bytes = address.getAddress();
    v6 = bytes.length == Row.V6_BYTES;
    addressHigh = v6 ? (long) Row.LONGS.get(bytes, 0) : 0;
    addressLow = v6 ? (long) Row.LONGS.get(bytes, 8) : (int) Row.INTS.get(bytes, 0);
  }

  /// Only who it is, not where.
  void loadIdentity(PeerId peerId, int announceKey, PrefixTable prefixes) {
    idBytes.clear();
    peerId.write(idBytes);
    prefix = idBytes.getLong(0);
    prefixNumber = prefixes.number(prefix);
    tail = idBytes.getLong(8);
    tailEnd = idBytes.getInt(16);
    key = announceKey;
  }

  /// Where a table looks for its id.
  long idHash() {
    return hash.hash(prefixNumber, tail, tailEnd);
  }

  /// What counts as one address for the limits: IPv4's, or the /64 that one household has of IPv6.
  long site() {
    return v6 ? addressHigh : addressLow;
  }
}
