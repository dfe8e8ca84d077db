package dev.panal.tracker.message;

import dev.panal.wire.InfoHash;

/// Whom a message is for.
public sealed interface Audience {
  record Peer(SwarmMember member) implements Audience {}

  /// All peers of a swarm that take messages.
  record Swarm(InfoHash infoHash) implements Audience {}

  /// All peers of the tracker that take messages.
  record Everybody() implements Audience {}
}
