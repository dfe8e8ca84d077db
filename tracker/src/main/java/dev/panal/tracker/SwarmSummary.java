package dev.panal.tracker;

import dev.panal.wire.InfoHash;

/// One swarm in numbers (BEP 48).
///
/// @param seeds peers that have everything
/// @param leechers all others
/// @param completed downloads that were reported as finished since the swarm is known
/// @param partialSeeds those of the leechers that want no more (BEP 21)
public record SwarmSummary(
    InfoHash infoHash, int seeds, int leechers, int completed, int partialSeeds) {

  /// A swarm without partial seeds.
  public SwarmSummary(InfoHash infoHash, int seeds, int leechers, int completed) {
    this(infoHash, seeds, leechers, completed, 0);
  }
}
