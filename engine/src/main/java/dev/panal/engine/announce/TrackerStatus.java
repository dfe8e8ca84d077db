package dev.panal.engine.announce;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// One tracker at one moment, for people.
///
/// @param tier counted from 0
/// @param lastError why the last announce failed; empty if it did not
/// @param nextIn until the next announce; empty if none is planned
/// @param seeds as the tracker said last
/// @param leechers as the tracker said last
/// @param peers how many peers its last answer named
public record TrackerStatus(
    String url,
    int tier,
    State state,
    Optional<String> lastError,
    Optional<Duration> nextIn,
    OptionalInt seeds,
    OptionalInt leechers,
    int peers) {
  /// What we know of a tracker.
  public enum State {
    /// Not asked yet: it waits for its turn, or stands by for the others of its tier.
    STANDBY,
    ANNOUNCING,
    WORKING,
    /// It will be asked again.
    FAILED,
    /// It will not be asked again.
    GIVEN_UP
  }

  /// The state in words.
  public String words() {
    return switch (state) {
      case STANDBY -> "not contacted";
      case ANNOUNCING -> "announcing";
      case WORKING -> "working";
      case FAILED -> lastError.orElse("failed");
      case GIVEN_UP -> "given up: " + lastError.orElse("failed");
    };
  }
}
