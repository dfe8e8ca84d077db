package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;

/// What the store needs to know of an announce: small, and free of time and transport, so that it
/// may be carried to wherever the swarm lives.
///
/// @param address where the peer can be reached; decides which of the two lists, IPv4 or IPv6, it
///   is on
/// @param key what the peer proves its identity with when its address changes (BEP 7); 0 for none
/// @param left bytes the peer lacks; 0 makes it a seed
/// @param wanted peers wanted, already within the limits
/// @param preferV6 the family of the peers wanted; mostly, but not always, that of the address
/// @param bothFamilies whether peers of the other family may fill up the answer
/// @param withIds whether the answer needs peer ids
record Announcement(
    InfoHash infoHash,
    PeerId peerId,
    InetAddress address,
    int port,
    int key,
    Change change,
    long uploaded,
    long downloaded,
    long left,
    int wanted,
    boolean preferV6,
    boolean bothFamilies,
    boolean withIds) {

  boolean seed() {
    return left == 0;
  }

  /// What the announce is about.
  enum Change {
    /// It is here, or still here.
    HERE,
    /// Here, and just finished.
    COMPLETED,
    /// It goes.
    STOPPED
  }
}
