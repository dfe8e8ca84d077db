package dev.panal.tracker.message;

import java.time.Duration;

/// What a relay keeps, and how often it may be asked.
///
/// @param maxTextBytes a message's text in UTF-8
/// @param maxMailboxes peers that take messages at once
/// @param maxMailboxesPerSite those of one address (IPv6: of one /64)
/// @param maxKeptPerMailbox messages for a peer that does not fetch them
/// @param maxKeptPerSender those of them from one address, so that one sender cannot fill a mailbox
/// @param maxKeptBytes all messages together, as accounted
/// @param maxUnsaved messages that wait for the disk; more means that it hangs
/// @param keep how long a message waits for its reader
/// @param away how long a mailbox waits for its owner
/// @param maxWait the longest that a request for messages is held open until there are any
/// @param recent messages that are remembered for whoever looks at the tracker
/// @param rates how often
public record RelayConfig(
    int maxTextBytes,
    int maxMailboxes,
    int maxMailboxesPerSite,
    int maxKeptPerMailbox,
    int maxKeptPerSender,
    long maxKeptBytes,
    int maxUnsaved,
    Duration keep,
    Duration away,
    Duration maxWait,
    int recent,
    Rates rates) {

  public RelayConfig {
    check(maxTextBytes, "max-text-bytes");
    check(maxMailboxes, "max-mailboxes");
    check(maxMailboxesPerSite, "max-mailboxes-per-site");
    check(maxKeptPerMailbox, "max-kept-per-mailbox");
    check(maxKeptPerSender, "max-kept-per-sender");
    check(maxKeptBytes, "max-kept-bytes");
    check(maxUnsaved, "max-unsaved");
    check(keep.toMillis(), "keep");
    check(away.toMillis(), "away");
    check(maxWait.toMillis(), "max-wait");
  }

  /// 4 KiB is a page of text. Ten thousand peers that chat are a large tracker's; 128 at one
  /// address are a school's, and leave it connections to announce with. Sixty-four messages are
  /// what somebody reads who comes back, a quarter of them from one sender. With 16 MiB of text,
  /// mailboxes and messages stay below some 40 MiB. 25 seconds are less than the 30 after which
  /// many proxies give up a silent request.
  public static RelayConfig defaults() {
    return new RelayConfig(
        4096,
        10_000,
        128,
        64,
        16,
        16L << 20,
        1_000,
        Duration.ofDays(1),
        Duration.ofDays(1),
        Duration.ofSeconds(25),
        100,
        Rates.defaults());
  }

  private static void check(long value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": must be at least 1, not " + value);
    }
  }

  public RelayConfig withRates(Rates newRates) {
    return new RelayConfig(
        maxTextBytes,
        maxMailboxes,
        maxMailboxesPerSite,
        maxKeptPerMailbox,
        maxKeptPerSender,
        maxKeptBytes,
        maxUnsaved,
        keep,
        away,
        maxWait,
        recent,
        newRates);
  }

  /// How often what may happen.
  ///
  /// @param sending messages from one address
  /// @param toPeer messages to one peer
  /// @param toSwarm messages to one swarm
  /// @param toEverybody messages to all peers of the tracker
  /// @param fetching requests for messages from one address
  /// @param wrongKeys keys from one address that prove nothing; after them its right ones are
  ///   refused as well, or guessing would cost nothing
  public record Rates(
      Rate sending, Rate toPeer, Rate toSwarm, Rate toEverybody, Rate fetching, Rate wrongKeys) {

    /// Thirty messages at once and two a second are a class behind one address that talks. To all
    /// peers of a tracker there is seldom something to say. Each of 128 peers at an address fetches
    /// what was said to all of them at once. One wrong key in ten seconds makes three million a
    /// year, of four thousand million.
    public static Rates defaults() {
      return new Rates(
          Rate.perMinute(30, 120),
          Rate.perMinute(30, 60),
          Rate.perMinute(30, 60),
          Rate.perMinute(5, 6),
          Rate.perMinute(1024, 6000),
          Rate.perMinute(20, 6));
    }
  }
}
