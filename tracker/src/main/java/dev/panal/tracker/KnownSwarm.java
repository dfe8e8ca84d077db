package dev.panal.tracker;

import dev.panal.wire.InfoHash;

/// What somebody outside knows of a swarm and the tracker cannot: see [Tracker#know].
///
/// @param completed downloads that were finished before; the larger of this and what the tracker
///   counts holds
/// @param sizeBytes of the torrent, which makes what peers lack a percentage; 0 if unknown
/// @param kept whether it is remembered for ever, also without peers
public record KnownSwarm(InfoHash infoHash, int completed, long sizeBytes, boolean kept) {
  public KnownSwarm {
    if (completed < 0 || sizeBytes < 0) {
      throw new IllegalArgumentException(
          infoHash + ": completed " + completed + " and size " + sizeBytes + " cannot be negative");
    }
  }
}
