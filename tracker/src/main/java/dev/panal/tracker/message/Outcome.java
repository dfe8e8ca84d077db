package dev.panal.tracker.message;

import java.time.Duration;
import java.util.Optional;

/// What became of a request to the relay.
public sealed interface Outcome<T> {
  record Done<T>(T value) implements Outcome<T> {}

  /// @param detail for people, one line; names the field
  /// @param retryIn when it is worth to try again, where time is all that is needed
  record Refused<T>(Reason reason, String detail, Optional<Duration> retryIn)
      implements Outcome<T> {}

  /// Why not.
  enum Reason {
    /// Something in the request is wrong.
    INVALID,
    /// The key does not prove what is claimed.
    FORBIDDEN,
    /// No such peer takes messages here.
    UNKNOWN_PEER,
    /// Several peers go by this name.
    AMBIGUOUS,
    /// The text is too long.
    TOO_LARGE,
    /// Somebody else waits for these messages now: the same peer on another connection.
    REPLACED,
    /// Too often, or too much.
    TOO_MANY,
    /// The relay is ending.
    CLOSED
  }

  static <T> Outcome<T> refused(Reason reason, String detail) {
    return new Refused<>(reason, detail, Optional.empty());
  }

  static <T> Outcome<T> tooMany(String detail, Duration retryIn) {
    return new Refused<>(Reason.TOO_MANY, detail, Optional.of(retryIn));
  }
}
