package dev.panal.cluster;

import java.time.Duration;

/// How long a node waits for what.
///
/// @param join for an answer of a ring, before it begins one of its own
/// @param hung without a sign of life before a node counts as gone; one whose process has ended is
///   noticed at once
/// @param verify for an answer of a node that seems gone
/// @param mergeMin between looks for nodes that went their own way, at least
/// @param mergeMax between such looks, at most
/// @param replicate for all owners to have applied records
/// @param ask for an answer of another node
/// @param leave for what this node holds to be elsewhere, when it closes
public record RingTiming(
    Duration join,
    Duration hung,
    Duration verify,
    Duration mergeMin,
    Duration mergeMax,
    Duration replicate,
    Duration ask,
    Duration leave) {
  public RingTiming {
    positive("join", join);
    positive("hung", hung);
    positive("verify", verify);
    positive("mergeMin", mergeMin);
    positive("replicate", replicate);
    positive("ask", ask);
    positive("leave", leave);
    if (mergeMax.compareTo(mergeMin) <= 0) {
      throw new IllegalArgumentException(
          "mergeMax must be longer than mergeMin, not " + mergeMax + " and " + mergeMin);
    }
  }

  public static RingTiming defaults() {
    return new RingTiming(
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(4),
        Duration.ofMillis(1500),
        Duration.ofSeconds(20));
  }

  private static void positive(String name, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(name + " must be longer than nothing, not " + duration);
    }
  }
}
