package dev.panal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.panal.io.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/// Rings in this process, over real sockets.
abstract class RingTestBase {
  static {
    // Threads of nodes that are being killed may well fail.
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }

  static final Duration LONG = Duration.ofSeconds(25);

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

  void joinAll(String... names) throws IOException {
    for (String name : names) {
      join(name);
    }
    settle();
  }

  /// Waits until every bucket is where it should be, as all trackers see it.
  void settle() {
    await().atMost(LONG).pollInterval(Duration.ofMillis(25)).until(() -> settled(trackers));
  }

  static boolean settled(List<Tracker> trackers) {
    return trackers.stream()
        .allMatch(t -> t.ring.settled() && t.ring.members().size() == trackers.size());
  }

  static Set<Long> numbers(long from, long to) {
    return LongStream.range(from, to).boxed().collect(Collectors.toCollection(TreeSet::new));
  }

  static void done(Result<?> result) {
    assertThat(result).isInstanceOf(Result.Done.class);
  }

  /// Every number is with as many trackers as the ring keeps copies, and each of them knows.
  void allCopies(Set<Long> numbers) {
    int copies = Math.min(Owners.COPIES, trackers.size());
    await()
        .atMost(LONG)
        .untilAsserted(() -> {
          Set<Long> few = new HashSet<>();
          for (long number : numbers) {
            if (Tracker.copies(trackers, number) != copies) {
              few.add(number);
            }
          }
          assertThat(few).as("numbers without %d copies", copies).isEmpty();
        });
  }
}
