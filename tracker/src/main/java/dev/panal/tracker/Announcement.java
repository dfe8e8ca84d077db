package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// What the store needs to know of an announce: small, and free of time and transport, so that it
/// may be carried to wherever the swarm lives.
///
/// All of it is numbers, and one may be filled again and again: an announce over UDP leaves no
/// object behind.
final class Announcement {
  /// The info-hash.
  long hashA;

  long hashB;
  int hashC;

  /// The peer id: eight bytes that name the client, and twelve.
  long idPrefix;

  long idTail;
  int idTailEnd;

  /// Where the peer can be reached; the family decides which of the two lists, IPv4 or IPv6, it is
  /// on. An IPv4 address is in the lower half of `addressLow`.
  boolean v6;

  long addressHigh;
  long addressLow;
  int port;

  /// What the peer proves its identity with when its address changes (BEP 7); 0 for none.
  int key;

  Change change = Change.HERE;
  long uploaded;
  long downloaded;

  /// Bytes the peer lacks; 0 makes it a seed.
  long left;

  /// Peers wanted, already within the limits.
  int wanted;

  /// The family of the peers wanted; mostly, but not always, that of the address.
  boolean preferV6;

  /// Whether peers of the other family may fill up the answer.
  boolean bothFamilies;

  /// Whether the answer needs peer ids.
  boolean withIds;

  Announcement swarm(InfoHash infoHash) {
    ByteBuffer bytes = ByteBuffer.allocate(InfoHash.LENGTH);
    infoHash.write(bytes);
    hashA = bytes.getLong(0);
    hashB = bytes.getLong(8);
    hashC = bytes.getInt(16);
    return this;
  }

  Announcement peer(PeerId peerId, int itsKey) {
    ByteBuffer bytes = ByteBuffer.allocate(PeerId.LENGTH);
    peerId.write(bytes);
    idPrefix = bytes.getLong(0);
    idTail = bytes.getLong(8);
    idTailEnd = bytes.getInt(16);
    key = itsKey;
    return this;
  }

  Announcement at(InetAddress address, int itsPort) {
    byte[] bytes = address.getAddress();
    boolean inV6 = bytes.length == Row.V6_BYTES;
    return at(
        inV6,
        inV6 ? (long) Row.LONGS.get(bytes, 0) : 0,
        inV6 ? (long) Row.LONGS.get(bytes, 8) : (int) Row.INTS.get(bytes, 0) & 0xffffffffL,
        itsPort);
  }

  Announcement at(boolean inV6, long high, long low, int itsPort) {
    v6 = inV6;
    addressHigh = high;
    addressLow = low;
    port = itsPort;
    return this;
  }

  Announcement says(Change what, long up, long down, long lacks) {
    change = what;
    uploaded = up;
    downloaded = down;
    left = lacks;
    return this;
  }

  Announcement wants(int peers, boolean inV6, boolean ofBoth, boolean ids) {
    wanted = peers;
    preferV6 = inV6;
    bothFamilies = ofBoth;
    withIds = ids;
    return this;
  }

  boolean seed() {
    return left == 0;
  }

  boolean loopback() {
    return v6 ? addressHigh == 0 && addressLow == 1 : addressLow >>> 24 == 127;
  }

  InfoHash infoHash() {
    ByteBuffer bytes = ByteBuffer.allocate(InfoHash.LENGTH);
    return InfoHash.read(bytes.putLong(hashA).putLong(hashB).putInt(hashC).flip());
  }

  PeerId peerId() {
    ByteBuffer bytes = ByteBuffer.allocate(PeerId.LENGTH);
    return PeerId.read(bytes.putLong(idPrefix).putLong(idTail).putInt(idTailEnd).flip());
  }

  InetAddress address() {
    ByteBuffer bytes = ByteBuffer.allocate(v6 ? Row.V6_BYTES : Row.V4_BYTES);
    if (v6) {
      bytes.putLong(addressHigh).putLong(addressLow);
    } else {
      bytes.putInt((int) addressLow);
    }
    try {
      return InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of the wrong length", e);
    }
  }

  /// What the announce is about.
  enum Change {
    /// It is here, or still here.
    HERE(0),
    /// Here, and wants no more of what it lacks: a partial seed (BEP 21).
    PAUSED(1),
    /// Here, and just finished.
    COMPLETED(2),
    /// It goes.
    STOPPED(3);

    /// How it is written in a [PeerRecord]: two bits.
    final int code;

    Change(int code) {
      this.code = code;
    }

    static Change of(int code) {
      return switch (code) {
        case 0 -> HERE;
        case 1 -> PAUSED;
        case 2 -> COMPLETED;
        case 3 -> STOPPED;
        default -> throw new IllegalArgumentException("no change " + code);
      };
    }
  }
}
