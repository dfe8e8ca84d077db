package dev.panal.app.tracker.nodes;

import dev.panal.tracker.SwarmPeer;
import dev.panal.wire.InfoHash;
import java.time.Instant;
import java.util.OptionalLong;

/// A peer in a swarm, by its own account. Hostile text wherever it is shown.
///
/// @param left bytes it lacks; absent if it has not said so yet
/// @param uploaded bytes since it started; so is `downloaded`
/// @param uploadRate bytes a second between its last two announces; so is `downloadRate`
/// @param since when it came
/// @param last when it was heard
/// @param doing what it did last
public record Node(
    InfoHash infoHash,
    SwarmPeer peer,
    OptionalLong left,
    long uploaded,
    long downloaded,
    long uploadRate,
    long downloadRate,
    Instant since,
    Instant last,
    Deed doing) {

  public boolean seed() {
    return left.isPresent() && left.getAsLong() == 0;
  }

  /// What a peer does in a swarm.
  public enum Deed {
    JOINED,
    SHARED,
    ANNOUNCED,
    COMPLETED,
    LEFT,
    EXPIRED;

    /// In lower case.
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
