package dev.panal.app.tracker.metrics;

import dev.panal.app.tracker.ring.RingView;
import java.util.List;

/// What one node says of its ring. Whether it is settled and how many nodes it has, all of them say
/// alike, or something is wrong.
final class RingMetrics {
  private static final double MILLIS_PER_SECOND = 1_000;

  private RingMetrics() {}

  static void write(RingView ring, MetricsText text) {
    text.gauge("panal_ring_nodes", "Nodes of the ring, as this one sees it.")
        .sample("panal_ring_nodes", ring.nodes().size())
        .gauge("panal_ring_settled", "Whether every swarm has all its copies and none moves.")
        .sample("panal_ring_settled", ring.settled() ? 1 : 0)
        .gauge("panal_ring_lag_seconds", "Age of the oldest record that some owner lacks.")
        .sample("panal_ring_lag_seconds", ring.lagMillis() / MILLIS_PER_SECOND)
        .counter("panal_ring_lost_batches_total", "Batches of records given up since the start.")
        .sample("panal_ring_lost_batches_total", ring.lostBatches())
        .gauge("panal_ring_buckets", "Buckets that this node keeps, as owner or as a successor.")
        .sample("panal_ring_buckets", buckets(ring, true), "as", "owner")
        .sample("panal_ring_buckets", buckets(ring, false), "as", "successor");
  }

  private static long buckets(RingView ring, boolean owner) {
    return ring.buckets().stream()
        .map(RingView.Bucket::owners)
        .filter(owners -> owner ? here(ring, owners, 0) : here(ring, owners, 1, 2))
        .count();
  }

  private static boolean here(RingView ring, List<Integer> owners, int... places) {
    for (int place : places) {
      if (place < owners.size() && ring.nodes().get(owners.get(place)).here()) {
        return true;
      }
    }
    return false;
  }
}
