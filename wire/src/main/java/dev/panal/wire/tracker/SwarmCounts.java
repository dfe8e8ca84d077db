package dev.panal.wire.tracker;

/// The numbers of a swarm.
///
/// @param seeders peers that have everything; `complete` on the wire
/// @param leechers the others; `incomplete` on the wire
/// @param downloaded how often a `completed` event was heard
public record SwarmCounts(int seeders, int leechers, int downloaded) {
  public SwarmCounts {
    if (seeders < 0 || leechers < 0 || downloaded < 0) {
      throw new IllegalArgumentException("negative count");
    }
  }
}
