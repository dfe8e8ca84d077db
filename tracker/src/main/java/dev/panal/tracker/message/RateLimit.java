package dev.panal.tracker.message;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A token bucket for each of many (addresses, peers, swarms), each kept as one number: the time at
/// which its bucket would be full again (the generic cell rate algorithm).
///
/// Those heard of least lately are forgotten when there are too many. Who has so many addresses
/// that this helps him has as many buckets anyway.
final class RateLimit<K> {
  private final Rate rate;
  private final Map<K, Long> fullAtNanos;

  RateLimit(Rate rate, int maxKnown) {
    this.rate = rate;
    this.fullAtNanos = new Lru<>(maxKnown);
  }

  /// Takes a token.
  ///
  /// @return empty if there was one; else the time until there is
  Optional<Duration> take(K who, long nowNanos) {
    Optional<Duration> wait = wait(who, nowNanos);
    if (wait.isEmpty()) {
      fullAtNanos.put(who, fullAt(who, nowNanos) + rate.every().toNanos());
    }
    return wait;
  }

  /// The time until there is a token; empty if there is one.
  Optional<Duration> wait(K who, long nowNanos) {
    long spare = rate.every().toNanos() * (rate.burst() - 1);
    long wait = fullAt(who, nowNanos) - nowNanos - spare;
    return wait > 0 ? Optional.of(Duration.ofNanos(wait)) : Optional.empty();
  }

  private long fullAt(K who, long nowNanos) {
    Long known = fullAtNanos.get(who);
    return known == null || known - nowNanos < 0 ? nowNanos : known;
  }

  private static final class Lru<K> extends LinkedHashMap<K, Long> {
    private static final long serialVersionUID = 1;
    private final int maxKnown;

    Lru(int maxKnown) {
      super(16, 0.75f, true);
      this.maxKnown = maxKnown;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
      return size() > maxKnown;
    }
  }
}
