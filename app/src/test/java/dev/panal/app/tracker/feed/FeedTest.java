package dev.panal.app.tracker.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.tracker.SwarmEvent;
import dev.panal.tracker.SwarmPeer;
import dev.panal.wire.InfoHash;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class FeedTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private final Feed feed = new Feed(InstantSource.fixed(NOW));

  /// Events are told apart by the port.
  private static SwarmEvent event(int port) {
    return new SwarmEvent.Shared(
        InfoHash.of(new byte[InfoHash.LENGTH]),
        new SwarmPeer(
            Optional.empty(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
  }

  private static final class Heard implements FeedListener {
    private final List<Integer> ports = new CopyOnWriteArrayList<>();
    private final List<String> all = new CopyOnWriteArrayList<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private final boolean slow;

    Heard(boolean slow) {
      this.slow = slow;
    }

    @Override
    public void onItem(FeedItem item) {
      if (item instanceof FeedItem.SwarmHappening(SwarmEvent event, Instant at)) {
        assertThat(at).isEqualTo(NOW);
        int port = event.peer().address().getPort();
        all.add("" + port);
        ports.add(port);
      }
      if (slow) {
        try {
          open.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }

    @Override
    public void onLost(long items) {
      all.add("lost " + items);
    }

    void await(int items) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> ports.size() >= items);
    }
  }

  @Test
  void everyListenerHearsAllInOrder() {
    Heard one = new Heard(false);
    Heard other = new Heard(false);
    try (feed) {
      Subscription _ = feed.subscribe(2_000, one);
      Subscription _ = feed.subscribe(2_000, other);
      for (int i = 1; i <= 1_000; i++) {
        feed.accept(event(i));
      }
      one.await(1_000);
      other.await(1_000);
    }
    assertThat(one.ports).isSorted().hasSize(1_000);
    assertThat(other.ports).isEqualTo(one.ports);
    assertThat(feed.lost()).isZero();
    assertThat(feed.listeners()).isZero();
  }

  @Test
  void aSlowListenerLosesTheOldestAndHearsHowMany() {
    Heard slow = new Heard(true);
    Heard quick = new Heard(false);
    try (feed) {
      Subscription _ = feed.subscribe(3, slow);
      Subscription _ = feed.subscribe(100, quick);
      feed.accept(event(1));
      slow.await(1);
      for (int i = 2; i <= 11; i++) {
        feed.accept(event(i));
      }
      quick.await(11);
      slow.open.countDown();
      slow.await(4);
    }
    assertThat(slow.all).containsExactly("1", "lost 7", "9", "10", "11");
    assertThat(quick.all).doesNotContain("lost");
    assertThat(feed.lost()).isEqualTo(7);
  }

  @Test
  void aListenerThatFailsHearsOn() {
    Heard heard = new Heard(false);
    try (feed) {
      Subscription _ =
          feed.subscribe(
              10,
              new FeedListener() {
                private boolean failed;

                @Override
                public void onItem(FeedItem item) {
                  if (!failed) {
                    failed = true;
                    throw new IllegalStateException("a fault of the test");
                  }
                  heard.onItem(item);
                }

                @Override
                public void onLost(long items) {}
              });
      feed.accept(event(1));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> {
            feed.accept(event(2));
            return !heard.ports.isEmpty();
          });
    }
    assertThat(heard.ports).contains(2);
  }

  @Test
  void whatWaitsAtTheEndIsStillDelivered() {
    Heard heard = new Heard(false);
    Subscription subscription = feed.subscribe(10, heard);
    feed.accept(event(1));
    feed.accept(event(2));
    subscription.close();
    subscription.close();
    feed.accept(event(3));
    heard.await(2);
    assertThat(heard.ports).containsExactly(1, 2);
  }
}
