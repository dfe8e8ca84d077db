package dev.panal.wire.tracker;

import java.time.Duration;

/// A tracker refuses.
///
/// @param reason for people; one clean line where it was decoded
/// @param retry when the request may be repeated (BEP 31)
public record TrackerFailure(String reason, Retry retry) implements AnnounceAnswer, ScrapeAnswer {
  /// A sentence or two of what the tracker says; the rest is cut off.
  public static final int MAX_REASON_LENGTH = 300;

  public static TrackerFailure of(String reason) {
    return new TrackerFailure(reason, new Retry.Unsaid());
  }

  /// When to try again.
  public sealed interface Retry {
    /// The tracker does not say.
    record Unsaid() implements Retry {}

    /// Not at all.
    record Never() implements Retry {}

    /// @param delay in whole minutes over the wire
    record After(Duration delay) implements Retry {}
  }
}
