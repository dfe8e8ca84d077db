package dev.panal.wire.tracker;

/// The numbers of a swarm.
///
/// @param seeders peers that have everything; `complete` on the wire
/// @param leechers the others; `incomplete` on the wire
/// @param downloaded how often a `completed` event was heard
/// @param partialSeeds those of the leechers that want no more (BEP 21); HTTP only
public record SwarmCounts(int seeders, int leechers, int downloaded, int partialSeeds) {
  public SwarmCounts {
    if (seeders < 0 || leechers < 0 || downloaded < 0) {
      throw new IllegalArgumentException("negative count");
    }
    if (partialSeeds < 0 || partialSeeds > leechers) {
      throw new IllegalArgumentException(
          partialSeeds + " partial seeds among " + leechers + " leechers");
    }
  }

  /// Where nothing is said of partial seeds.
  public SwarmCounts(int seeders, int leechers, int downloaded) {
    this(seeders, leechers, downloaded, 0);
  }

  /// The leechers that are no partial seeds; `downloaders` on the wire.
  public int downloaders() {
    return leechers - partialSeeds;
  }
}
