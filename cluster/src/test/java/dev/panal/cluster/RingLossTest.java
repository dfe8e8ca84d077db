package dev.panal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.panal.io.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jgroups.Address;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TCP;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.Test;

/// Nodes die, leave, and lose sight of each other, while records come in.
final class RingLossTest extends RingTestBase {
  /// Trackers that are told of new numbers all the time.
  private static final class Load implements AutoCloseable {
    final Set<Long> acknowledged = new ConcurrentSkipListSet<>();
    final AtomicLong failures = new AtomicLong();
    final AtomicLong next = new AtomicLong(1_000_000);
    final AtomicBoolean stopped = new AtomicBoolean();
    final List<Thread> threads;

    Load(List<Tracker> through) {
      threads =
          through.stream().map(tracker -> Thread.ofVirtual().start(() -> run(tracker))).toList();
    }

    private void run(Tracker tracker) {
      while (!stopped.get()) {
        long from = next.getAndAdd(64);
        Set<Long> batch = numbers(from, from + 64);
        // As the tracker does: what failed is sent again.
        while (!stopped.get()) {
          if (tracker.replicate(batch).join() instanceof Result.Done) {
            acknowledged.addAll(batch);
            break;
          }
          failures.incrementAndGet();
        }
      }
    }

    void more(int count) {
      int before = acknowledged.size();
      await().atMost(LONG).until(() -> acknowledged.size() >= before + count);
    }

    @Override
    public void close() {
      stopped.set(true);
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @Test
  void nothingThatWasAcknowledgedIsLostWhenTwoOfFiveDieAtOnce() throws IOException {
    joinAll("a", "b", "c", "d", "e");
    List<Tracker> dying = List.of(trackers.get(0), trackers.get(3));
    List<Tracker> living = List.of(trackers.get(1), trackers.get(2), trackers.get(4));
    Set<Long> acknowledged;
    try (Load load = new Load(living)) {
      load.more(2_000);
      trackers.removeAll(dying);
      dying.forEach(tracker -> Thread.ofVirtual().start(tracker::kill));
      settle();
      load.more(2_000);
      acknowledged = load.acknowledged;
    }
    allCopies(acknowledged);
  }

  @Test
  void nothingIsLostWhenTwoLeaveAndOneComesUnderLoad() throws IOException {
    joinAll("a", "b", "c", "d");
    List<Tracker> leaving = List.of(trackers.get(0), trackers.get(2));
    List<Tracker> staying = List.of(trackers.get(1), trackers.get(3));
    Set<Long> acknowledged;
    try (Load load = new Load(staying)) {
      load.more(1_000);
      trackers.removeAll(leaving);
      List<Thread> threads =
          leaving.stream().map(tracker -> Thread.ofVirtual().start(tracker::leave)).toList();
      join("e");
      await().atMost(LONG).until(() -> threads.stream().noneMatch(Thread::isAlive));
      settle();
      load.more(1_000);
      acknowledged = load.acknowledged;
      assertThat(load.failures.get()).isLessThan(50);
    }
    allCopies(acknowledged);
  }

  @Test
  void partsThatMeetAgainHaveTheUnion() throws IOException {
    joinAll("a", "b", "c", "d", "e");
    done(trackers.get(1).replicate(numbers(0, 500)).join());
    List<Tracker> left = List.copyOf(trackers.subList(0, 3));
    List<Tracker> right = List.copyOf(trackers.subList(3, 5));
    List<DISCARD> cuts =
        Stream.concat(
                left.stream().map(tracker -> cut(tracker, right)),
                right.stream().map(tracker -> cut(tracker, left)))
            .toList();
    await().atMost(LONG).until(() -> settled(left) && settled(right));
    done(left.get(0).replicate(numbers(1000, 1500)).join());
    done(right.get(1).replicate(numbers(2000, 2500)).join());
    assertThat(right.get(0).held()).containsAll(numbers(2000, 2500));
    assertThat(right.get(0).held()).doesNotContain(1000L);

    cuts.forEach(DISCARD::resetIgnoredMembers);
    settle();
    Set<Long> all = numbers(0, 500);
    all.addAll(numbers(1000, 1500));
    all.addAll(numbers(2000, 2500));
    allCopies(all);
    await().pollDelay(Duration.ofMillis(10)).until(() -> settled(trackers));
  }

  /// From now on a tracker hears nothing of the others.
  private static DISCARD cut(Tracker tracker, List<Tracker> others) {
    DISCARD discard = new DISCARD();
    discard.setAddress(tracker.ring.channel().getAddress());
    for (Tracker other : others) {
      Address address = other.ring.channel().getAddress();
      discard.addIgnoreMember(address);
    }
    try {
      tracker
          .ring
          .channel()
          .getProtocolStack()
          .insertProtocol(discard, ProtocolStack.Position.ABOVE, TCP.class);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return discard;
  }
}
