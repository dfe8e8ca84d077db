package dev.panal.tracker;

import java.time.Duration;

/// What the other trackers of a ring do not know yet of what was said to this one.
///
/// @param lag how long the oldest record has been waiting, about; zero if they know all
/// @param lost batches of records that were given up since the start
public record RingBacklog(Duration lag, long lost) {
  /// Of a tracker that is alone, or has told all.
  public static final RingBacklog NONE = new RingBacklog(Duration.ZERO, 0);
}
