package dev.panal.tracker;

/// What a peer is called in [Stamps]: the same on all nodes of a ring, and not to be guessed by
/// others, who might otherwise look for one that is called like somebody else.
final class PeerHash {
  private final SipHash hash;

  PeerHash(SipHash hash) {
    this.hash = hash;
  }

  /// @return never 0
  long of(Announcement said) {
    long swarm = hash.hash(said.hashA, said.hashB, (long) said.hashC << 1 | (said.v6 ? 1 : 0));
    // What is in the swarm's hash nobody knows, so nobody can make up for it in the id.
    long peer = hash.hash(said.idPrefix ^ swarm, said.idTail, said.idTailEnd);
    return peer == 0 ? 1 : peer;
  }
}
