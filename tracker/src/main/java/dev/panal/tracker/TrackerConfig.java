package dev.panal.tracker;

import java.time.Duration;

/// Everything that can be set about a tracker.
///
/// Peers are asked to come back after [#interval()] as long as that makes no more than
/// [#announcesPerSecond()] in all, and later the more peers there are, up to [#maxInterval()]:
/// small trackers find peers and notice their silence quickly, large ones protect themselves.
///
/// @param interval how often a peer should announce
/// @param minInterval how soon it may come back if it needs peers
/// @param maxInterval the longest interval a busy tracker asks for
/// @param announcesPerSecond the load above which the interval grows
/// @param silence how long a peer is kept at least without a word; it is kept for two intervals if
///   that is longer
/// @param swarmMemory how long a swarm without peers is remembered for its count of completed
///   downloads
/// @param limits what nobody may exceed
/// @param claims whose word is taken for another address than the sender's
/// @param policy which swarms are served
public record TrackerConfig(
    Duration interval,
    Duration minInterval,
    Duration maxInterval,
    int announcesPerSecond,
    Duration silence,
    Duration swarmMemory,
    Limits limits,
    AddressClaims claims,
    TrackerPolicy policy) {

  /// No interval may be longer: clients and humans give up on a tracker that says more.
  private static final Duration LONGEST = Duration.ofDays(7);

  public TrackerConfig {
    check(interval, "interval");
    check(minInterval, "min-interval");
    check(maxInterval, "max-interval");
    check(silence, "silence");
    check(swarmMemory, "swarm-memory");
    if (minInterval.compareTo(interval) > 0) {
      throw new IllegalArgumentException(
          "min-interval: " + minInterval + " is longer than the interval, " + interval);
    }
    if (maxInterval.compareTo(interval) < 0) {
      throw new IllegalArgumentException(
          "max-interval: " + maxInterval + " is shorter than the interval, " + interval);
    }
    if (announcesPerSecond < 1) {
      throw new IllegalArgumentException(
          "announces-per-second: must be at least 1, not " + announcesPerSecond);
    }
  }

  /// Two minutes, because a new peer in a small swarm is found only when the others come back;
  /// silence of 11 minutes, because some clients (libtorrent) never announce more often than every
  /// 5 minutes whatever they are told, and one lost announce must not make them vanish. 5,000
  /// announces a second are what one core does over HTTP with room to spare: the interval starts to
  /// grow at 600,000 peers.
  public static TrackerConfig defaults() {
    return new TrackerConfig(
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        Duration.ofMinutes(30),
        5_000,
        Duration.ofMinutes(11),
        Duration.ofDays(1),
        Limits.defaults(),
        AddressClaims.LOOPBACK,
        TrackerPolicy.OPEN);
  }

  public TrackerConfig withIntervals(
      Duration newInterval, Duration newMinInterval, Duration newMaxInterval) {
    return new TrackerConfig(
        newInterval,
        newMinInterval,
        newMaxInterval,
        announcesPerSecond,
        silence,
        swarmMemory,
        limits,
        claims,
        policy);
  }

  public TrackerConfig withSilence(Duration newSilence) {
    return new TrackerConfig(
        interval,
        minInterval,
        maxInterval,
        announcesPerSecond,
        newSilence,
        swarmMemory,
        limits,
        claims,
        policy);
  }

  public TrackerConfig withLimits(Limits newLimits) {
    return new TrackerConfig(
        interval,
        minInterval,
        maxInterval,
        announcesPerSecond,
        silence,
        swarmMemory,
        newLimits,
        claims,
        policy);
  }

  public TrackerConfig withClaims(AddressClaims newClaims) {
    return new TrackerConfig(
        interval,
        minInterval,
        maxInterval,
        announcesPerSecond,
        silence,
        swarmMemory,
        limits,
        newClaims,
        policy);
  }

  public TrackerConfig withPolicy(TrackerPolicy newPolicy) {
    return new TrackerConfig(
        interval,
        minInterval,
        maxInterval,
        announcesPerSecond,
        silence,
        swarmMemory,
        limits,
        claims,
        newPolicy);
  }

  /// Less than a second would make clients and tracker spin.
  private static void check(Duration duration, String name) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + ": must be between one second and seven days, not " + duration);
    }
  }

  /// What nobody may exceed, however often or cleverly they ask.
  ///
  /// @param defaultPeers peers in an answer to an announce that does not say how many it wants
  /// @param maxPeers peers in an answer at most
  /// @param swarms swarms known at once
  /// @param peersPerSwarm peers listed in one swarm, for IPv4 and IPv6 each; who comes later is
  ///   served but not listed
  /// @param peersPerAddress peers of one address (IPv6: of one /64) in one swarm. Loopback is not
  ///   counted
  /// @param entriesPerAddress the same over all swarms
  /// @param memoryBytes memory that swarms and peers may take, as accounted
  /// @param fullScrapeSwarms a scrape of everything is answered while there are no more swarms than
  ///   this; 0 turns it off
  public record Limits(
      int defaultPeers,
      int maxPeers,
      int swarms,
      int peersPerSwarm,
      int peersPerAddress,
      int entriesPerAddress,
      long memoryBytes,
      int fullScrapeSwarms) {

    public Limits {
      check(maxPeers, 1, 1_000, "max-peers");
      check(defaultPeers, 1, maxPeers, "default-peers");
      check(swarms, 1, 50_000_000, "swarms");
      check(peersPerSwarm, 1, 10_000_000, "peers-per-swarm");
      check(peersPerAddress, 1, 10_000_000, "peers-per-address");
      // Less would refuse the innocent: these counts are estimates, see AddressCounts.
      check(entriesPerAddress, 1_000, 10_000_000, "entries-per-address");
      check(fullScrapeSwarms, 0, 1_000_000, "full-scrape-swarms");
      if (memoryBytes < 1 << 20) {
        throw new IllegalArgumentException(
            "memory-bytes: must be at least one MiB, not " + memoryBytes);
      }
    }

    /// 50 peers are what BEP 3 suggests and a client needs; 200 are as many as fit a datagram. An
    /// address may have 256 peers in a swarm, because a whole school may sit behind one. The rest
    /// keeps a tracker below 256 MiB, which is some six million peers.
    public static Limits defaults() {
      return new Limits(50, 200, 1_000_000, 250_000, 256, 20_000, 256L << 20, 10_000);
    }

    private static void check(int value, int from, int to, String name) {
      if (value < from || value > to) {
        throw new IllegalArgumentException(
            name + ": must be between " + from + " and " + to + ", not " + value);
      }
    }
  }
}
