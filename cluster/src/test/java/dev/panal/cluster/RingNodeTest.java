package dev.panal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.panal.io.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Rings of three and five in this process, over real sockets.
final class RingNodeTest {
  static final Duration LONG = Duration.ofSeconds(20);

  final List<Tracker> trackers = new ArrayList<>();

  @AfterEach
  void close() {
    Tracker.closeAll(trackers);
  }

  Tracker join(String name) throws IOException {
    Tracker tracker = Tracker.join(name, trackers.toArray(Tracker[]::new));
    trackers.add(tracker);
    return tracker;
  }

  void settle() {
    await()
        .atMost(LONG)
        .until(() ->
            trackers.stream()
                .allMatch(t -> t.ring.settled() && t.ring.members().size() == trackers.size()));
  }

  static Set<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().collect(Collectors.toCollection(TreeSet::new));
  }

  static void done(Result<?> result) {
    assertThat(result).isInstanceOf(Result.Done.class);
  }

  @Test
  void threeHoldEverythingAndWhatIsReplicatedIsOnAll() throws IOException {
    Tracker a = join("a");
    done(a.replicate(numbers(0, 300)).join());
    Tracker b = join("b");
    Tracker c = join("c");
    settle();

    assertThat(a.ring.members()).containsExactly("a", "b", "c");
    assertThat(List.of(a.holdings(), b.holdings(), c.holdings())).containsExactly(128, 128, 128);
    done(b.replicate(numbers(300, 600)).join());
    for (Tracker tracker : trackers) {
      assertThat(tracker.held()).isEqualTo(numbers(0, 600));
    }
    assertThat(a.ring.secret()).hasSize(32).isEqualTo(c.ring.secret());
  }
}
