package dev.panal.engine.swarm;

import java.util.random.RandomGenerator;

/// How long to leave an address alone after an attempt or a connection has ended.
///
/// Doubling, from one second: a seed that is restarted on its port is found again within a few
/// seconds, and who is gone for good costs ten attempts in a quarter of an hour. Of a peer that
/// worked before more is to be hoped: it is never left alone for longer than a quarter of the time
/// it has been away. A little chance keeps a swarm from knocking in step.
final class BackOff {
  private static final long SECOND_NANOS = 1_000_000_000L;
  static final long FIRST_NANOS = SECOND_NANOS;

  /// However short a proven peer has been away, so long may a wait become.
  static final long SHORT_NANOS = 8 * SECOND_NANOS;

  static final long LONGEST_NANOS = 600 * SECOND_NANOS;

  /// Somebody of whom we wanted nothing: wishes do not change often.
  static final long NOT_NEEDED_NANOS = 600 * SECOND_NANOS;

  /// After a first breach of the protocol, which may be the version of a client; doubled each time.
  static final long VIOLATION_NANOS = 60 * SECOND_NANOS;

  static final long LONGEST_VIOLATION_NANOS = 3600 * SECOND_NANOS;

  /// A user who names a peer wants it soon.
  static final long LONGEST_MANUAL_NANOS = 30 * SECOND_NANOS;

  private BackOff() {}

  /// @param failures attempts that failed in a row, this one included; 0 after a connection that
  ///   had lasted
  static long afterFailure(KnownPeer peer, int failures, long nowNanos, RandomGenerator random) {
    long longest = LONGEST_NANOS;
    if (peer.proven) {
      long awayNanos = nowNanos - peer.lastGoodNanos;
      longest = Math.clamp(awayNanos / 4, SHORT_NANOS, LONGEST_NANOS);
    }
    if (peer.origin == PeerOrigin.MANUAL) {
      longest = Math.min(longest, LONGEST_MANUAL_NANOS);
    }
    return jittered(doubled(FIRST_NANOS, failures, longest), random);
  }

  /// @param violations breaches so far, this one included
  static long afterViolation(int violations, RandomGenerator random) {
    return jittered(doubled(VIOLATION_NANOS, violations, LONGEST_VIOLATION_NANOS), random);
  }

  /// `first`, doubled for every time after the first.
  private static long doubled(long first, int times, long longest) {
    int doublings = Math.clamp(times - 1L, 0, 20);
    return Math.min(first << doublings, longest);
  }

  private static long jittered(long nanos, RandomGenerator random) {
    return nanos - random.nextLong(nanos / 4 + 1);
  }
}
