package dev.panal.tracker;

import dev.panal.wire.InfoHash;

/// One swarm in numbers (BEP 48).
///
/// @param seeds peers that have everything
/// @param leechers all others
/// @param completed downloads that were reported as finished since the swarm is known
public record SwarmSummary(InfoHash infoHash, int seeds, int leechers, int completed) {}
