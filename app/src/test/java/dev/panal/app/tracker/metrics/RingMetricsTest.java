package dev.panal.app.tracker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.tracker.ring.RingView;
import dev.panal.tracker.ring.Buckets;
import dev.panal.tracker.ring.RingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RingMetricsTest {
  private static RingView.Member node(String name, boolean here) {
    return new RingView.Member(
        name, Optional.empty(), here, OptionalLong.empty(), OptionalLong.empty());
  }

  @Test
  void tellWhatThisNodeKeepsAndHowFarTheOthersAreBehind() {
    List<RingView.Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < Buckets.COUNT; i++) {
      buckets.add(
          RingView.Bucket.still(
              i < 10 ? List.of(1, 0, 2) : i < 30 ? List.of(0, 2, 1) : List.of(0, 2)));
    }
    RingView ring =
        new RingView(
            "panal",
            "b",
            RingMode.FAST,
            true,
            150,
            2,
            List.of(node("a", false), node("b", true), node("c", false)),
            buckets);
    MetricsText text = new MetricsText();
    RingMetrics.write(ring, text);
    assertThat(text.toString().lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "panal_ring_nodes 3",
            "panal_ring_settled 1",
            "panal_ring_lag_seconds 0.150",
            "panal_ring_lost_batches_total 2",
            "panal_ring_buckets{as=\"owner\"} 10",
            "panal_ring_buckets{as=\"successor\"} 20");
  }
}
