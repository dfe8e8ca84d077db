package dev.panal.simulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which hosts reach each other, and what waits for a way: TCP repeats what was lost until it gets
/// through, so what arrives at a cut waits here until it is mended.
final class Wires {
  /// One way, from the socket back to another socket of the same host.
  static final long LOOPBACK_NANOS = 20_000;

  /// Pairs of host numbers, the smaller one first.
  private final Set<Long> cuts = new HashSet<>();

  private List<Parcel> waiting = new ArrayList<>();

  boolean open(Host one, Host other) {
    if (one == other) {
      return true;
    }
    return one.plugged() && other.plugged() && !cuts.contains(pair(one, other));
  }

  void cut(Host one, Host other) {
    cuts.add(pair(one, other));
  }

  void mend(Host one, Host other) {
    cuts.remove(pair(one, other));
    retry();
  }

  /// Keeps a parcel that cannot arrive now.
  void park(Parcel parcel) {
    waiting.add(parcel);
  }

  /// Lets everything arrive that can by now, in its order.
  void retry() {
    List<Parcel> parcels = waiting;
    waiting = new ArrayList<>();
    // Those that still cannot arrive park themselves again.
    parcels.forEach(Parcel::arrive);
  }

  /// Latency, without jitter.
  static long latencyNanos(Host from, Host to) {
    return from == to
        ? LOOPBACK_NANOS
        : from.link().latency().toNanos() + to.link().latency().toNanos();
  }

  /// Largest jitter.
  static long jitterNanos(Host from, Host to) {
    return from == to ? 0 : from.link().jitter().toNanos() + to.link().jitter().toNanos();
  }

  /// The chance that one packet is lost.
  static double loss(Host from, Host to) {
    return from == to ? 0 : 1 - (1 - from.link().loss()) * (1 - to.link().loss());
  }

  private static long pair(Host one, Host other) {
    int low = Math.min(one.number(), other.number());
    int high = Math.max(one.number(), other.number());
    return (long) low << 32 | high;
  }
}
