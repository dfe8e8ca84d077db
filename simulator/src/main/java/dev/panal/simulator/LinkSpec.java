package dev.panal.simulator;

import java.time.Duration;

/// How a host hangs on the net. The way between two hosts is both their links.
///
/// @param upBytesPerSecond what leaves, shared by all connections; 0 sets no limit
/// @param downBytesPerSecond what arrives, shared by all connections; 0 sets no limit
/// @param latency one way, from the host to the middle of the net
/// @param jitter added to the latency at random, up to this much
/// @param loss share of packets that are lost on this link, 0 to 1
/// @param nat whether nobody can reach the host unless it spoke to them first
public record LinkSpec(
    long upBytesPerSecond,
    long downBytesPerSecond,
    Duration latency,
    Duration jitter,
    double loss,
    boolean nat) {
  public LinkSpec {
    if (upBytesPerSecond < 0 || downBytesPerSecond < 0) {
      throw new IllegalArgumentException("a rate must not be negative");
    }
    if (loss < 0 || loss >= 1) {
      throw new IllegalArgumentException("loss must be at least 0 and less than 1");
    }
  }

  /// 100 Mbit/s both ways, 10 ms, nothing lost.
  public static LinkSpec fast() {
    return new LinkSpec(12_500_000, 12_500_000, Duration.ofMillis(10), Duration.ZERO, 0, false);
  }

  /// A home line: 5 Mbit/s up, 50 down, 15 ms and up to 5 more.
  public static LinkSpec home() {
    return new LinkSpec(625_000, 6_250_000, Duration.ofMillis(15), Duration.ofMillis(5), 0, false);
  }

  public LinkSpec withRates(long up, long down) {
    return new LinkSpec(up, down, latency, jitter, loss, nat);
  }

  public LinkSpec withLatency(Duration oneWay, Duration upTo) {
    return new LinkSpec(upBytesPerSecond, downBytesPerSecond, oneWay, upTo, loss, nat);
  }

  public LinkSpec withLoss(double share) {
    return new LinkSpec(upBytesPerSecond, downBytesPerSecond, latency, jitter, share, nat);
  }

  public LinkSpec behindNat() {
    return new LinkSpec(upBytesPerSecond, downBytesPerSecond, latency, jitter, loss, true);
  }
}
