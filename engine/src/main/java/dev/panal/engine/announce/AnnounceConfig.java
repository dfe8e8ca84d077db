package dev.panal.engine.announce;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/// How trackers are spoken to.
///
/// @param allTiers whether one tracker of every tier hears of us; else (BEP 12 to the letter) a
///   tier only when all trackers of the tiers before it fail
/// @param address the address that trackers are asked to hand to others, if not the one they see
/// @param minInterval announces to one tracker are at least this far apart, whatever it says
/// @param maxInterval the next announce is never later than this, whatever the tracker says
/// @param firstRetry the wait after a first and a second failure; then it doubles
/// @param maxRetry the longest wait after a failure that the tracker did not ask for
/// @param demandGap the least time between announces because peers are wanting; it doubles with
///   each until the next regular one
/// @param replyTimeout for a tracker's answer
/// @param stopTimeout for a tracker's answer to `stopped`: the user is waiting
public record AnnounceConfig(
    boolean allTiers,
    Optional<InetAddress> address,
    Duration minInterval,
    Duration maxInterval,
    Duration firstRetry,
    Duration maxRetry,
    Duration demandGap,
    Duration replyTimeout,
    Duration stopTimeout) {
  /// Takes the place of [#minInterval()] and [#demandGap()] with trackers on this machine, which no
  /// one minds.
  public static final Duration NEAR_INTERVAL = Duration.ofSeconds(1);

  public AnnounceConfig {
    requirePositive("minInterval", minInterval);
    requirePositive("firstRetry", firstRetry);
    requirePositive("demandGap", demandGap);
    requirePositive("replyTimeout", replyTimeout);
    requirePositive("stopTimeout", stopTimeout);
    if (maxInterval.compareTo(minInterval) < 0 || maxRetry.compareTo(firstRetry) < 0) {
      throw new IllegalArgumentException("a maximum is below its minimum");
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive");
    }
  }

  public static AnnounceConfig defaults() {
    return new AnnounceConfig(
        true,
        Optional.empty(),
        Duration.ofSeconds(30),
        Duration.ofHours(3),
        Duration.ofSeconds(5),
        Duration.ofMinutes(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(2));
  }

  public AnnounceConfig withAllTiers(boolean all) {
    return new AnnounceConfig(
        all,
        address,
        minInterval,
        maxInterval,
        firstRetry,
        maxRetry,
        demandGap,
        replyTimeout,
        stopTimeout);
  }

  public AnnounceConfig withAddress(Optional<InetAddress> announced) {
    return new AnnounceConfig(
        allTiers,
        announced,
        minInterval,
        maxInterval,
        firstRetry,
        maxRetry,
        demandGap,
        replyTimeout,
        stopTimeout);
  }

  public AnnounceConfig withMinInterval(Duration interval) {
    return new AnnounceConfig(
        allTiers,
        address,
        interval,
        maxInterval,
        firstRetry,
        maxRetry,
        demandGap,
        replyTimeout,
        stopTimeout);
  }
}
