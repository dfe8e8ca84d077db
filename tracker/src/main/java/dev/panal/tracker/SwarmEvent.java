package dev.panal.tracker;

import dev.panal.wire.InfoHash;

/// Something that happened in a swarm. Told on the tracker's loop, in order, to the one who
/// listens; nothing is built while nobody does.
///
/// Peers, ids and addresses are what strangers say: hostile text wherever it is shown.
public sealed interface SwarmEvent {
  InfoHash infoHash();

  SwarmPeer peer();

  /// A peer came that lacks something.
  ///
  /// @param left bytes it lacks
  record Joined(InfoHash infoHash, SwarmPeer peer, long left) implements SwarmEvent {}

  /// A peer came that has everything.
  record Shared(InfoHash infoHash, SwarmPeer peer) implements SwarmEvent {}

  /// A known peer reported again. When there are thousands of such reports a second, not all of
  /// them are told. Totals are since it started, by its own account.
  record Announced(InfoHash infoHash, SwarmPeer peer, long uploaded, long downloaded, long left)
      implements SwarmEvent {}

  /// A peer has finished its download.
  record Completed(InfoHash infoHash, SwarmPeer peer) implements SwarmEvent {}

  /// A peer said good-bye.
  record Left(InfoHash infoHash, SwarmPeer peer) implements SwarmEvent {}

  /// A peer was silent for too long.
  record Expired(InfoHash infoHash, SwarmPeer peer) implements SwarmEvent {}
}
