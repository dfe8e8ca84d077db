package dev.panal.app.tracker.console;

import dev.panal.tracker.SwarmPeer;
import dev.panal.wire.InfoHash;
import java.time.Duration;
import java.time.Instant;

/// A peer in a swarm, as far as its announces show.
final class SeenNode {
  /// Shorter times between two announces make wild rates.
  private static final Duration SHORTEST = Duration.ofMillis(500);

  final InfoHash infoHash;
  final SwarmPeer peer;

  /// Bytes that it lacks; -1 if it has not said so.
  private long left = -1;

  private long uploaded;
  private Instant announced;
  private long downRate;
  private long upRate;
  private boolean seed;
  private String lastEvent = "";
  private Instant lastEventAt;
  private boolean gone;

  SeenNode(InfoHash infoHash, SwarmPeer peer, Instant now) {
    this.infoHash = infoHash;
    this.peer = peer;
    this.announced = now;
    this.lastEventAt = now;
  }

  void event(String what, Instant now) {
    lastEvent = what;
    lastEventAt = now;
  }

  void lacks(long bytes) {
    left = bytes;
    seed = bytes == 0;
  }

  /// What it has moved since the last announce makes the rates. Totals are since it started, by its
  /// own account.
  void announced(long uploadedTotal, long leftNow, Instant now) {
    Duration since = Duration.between(announced, now);
    if (since.compareTo(SHORTEST) >= 0) {
      upRate = perSecond(uploadedTotal - uploaded, since);
      downRate = left < 0 ? 0 : perSecond(left - leftNow, since);
      announced = now;
      uploaded = uploadedTotal;
    }
    lacks(leftNow);
  }

  private static long perSecond(long bytes, Duration time) {
    return (long) Math.max(0, bytes * 1000.0 / time.toMillis());
  }

  void left() {
    gone = true;
    downRate = 0;
    upRate = 0;
  }

  boolean gone() {
    return gone;
  }

  boolean seed() {
    return seed;
  }

  long leftBytes() {
    return left;
  }

  long downRate() {
    return downRate;
  }

  long upRate() {
    return upRate;
  }

  String lastEvent() {
    return lastEvent;
  }

  Instant lastEventAt() {
    return lastEventAt;
  }
}
