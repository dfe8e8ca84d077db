package dev.panal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.EventLoop;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Result;
import dev.panal.tracker.ring.Buckets;
import dev.panal.tracker.ring.Replica;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jgroups.Address;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.Test;

/// When a batch counts as done, without any network.
final class ReplicationTest {
  private static final Address SELF = UUID.randomUUID();
  private static final Address B = UUID.randomUUID();
  private static final Address C = UUID.randomUUID();
  private static final Address D = UUID.randomUUID();

  private final HandLoop loop = new HandLoop();
  private final List<Integer> applied = new ArrayList<>();
  private final List<Address> sentTo = new ArrayList<>();
  private final List<Letter> sent = new ArrayList<>();
  private final List<Result<Void>> outcomes = new ArrayList<>();
  private int topology = 5;
  private boolean overloaded;

  private final Replication replication =
      new Replication(
          loop,
          new Recorder(),
          Duration.ofSeconds(4),
          (to, letter) -> {
            sentTo.add(to);
            sent.add(letter);
          },
          () -> topology);

  private static Replication.Targets targets(int topology, Address... writers) {
    List<List<Address>> all =
        IntStream.range(0, Buckets.COUNT).mapToObj(bucket -> List.of(writers)).toList();
    return new Replication.Targets(topology, all, SELF);
  }

  private void begin(Address... writers) {
    replication.begin(
        Map.of(3, new byte[10], 127, new byte[20]), targets(topology, writers), outcomes::add);
    loop.run();
  }

  private void answer(int letter, boolean taken, int picture) {
    byte[] yes = {(byte) (taken ? 1 : 0)};
    replication.answered(
        new Letter(
            Letter.Kind.RECORDS_TAKEN,
            sent.get(letter).number(),
            List.of(yes, Letter.number(picture))));
    loop.run();
  }

  @Test
  void doneWhenAllOwnersHaveTakenIt() {
    begin(SELF, B, C);
    assertThat(applied).containsExactlyInAnyOrder(3, 127);
    assertThat(sentTo).containsExactly(B, C);
    answer(0, true, 5);
    answer(0, true, 5); // twice counts once
    assertThat(outcomes).isEmpty();
    answer(1, true, 4); // one that lags has not given a copy to anybody newer
    assertThat(outcomes).containsExactly(Outcome.DONE);
  }

  @Test
  void sentAgainToTheOwnersOfANewerPicture() {
    begin(SELF, B, C);
    answer(0, true, 5);
    answer(1, true, 6);
    assertThat(outcomes).isEmpty();
    replication.look(targets(5, SELF, B, C), Set.of(SELF, B, C, D));
    assertThat(sent).hasSize(2);
    topology = 6;
    replication.look(targets(6, B, C, D), Set.of(SELF, B, C, D));
    assertThat(sentTo).containsExactly(B, C, B, C, D);
    answer(2, true, 6);
    answer(3, true, 6);
    answer(4, true, 6);
    assertThat(outcomes).containsExactly(Outcome.DONE);
  }

  @Test
  void sentAgainIfThisNodeItselfHasANewerPicture() {
    begin(SELF, B);
    topology = 6;
    answer(0, true, 5);
    assertThat(outcomes).isEmpty();
    replication.look(targets(6, SELF, B), Set.of(SELF, B));
    answer(1, true, 6);
    assertThat(outcomes).containsExactly(Outcome.DONE);
  }

  @Test
  void whoHasLeftIsNotWaitedForAndWhoIsSilentFailsIt() {
    begin(SELF, B, C);
    answer(0, true, 5);
    replication.look(targets(5, SELF, B, C), Set.of(SELF, B));
    assertThat(outcomes).containsExactly(Outcome.DONE);

    begin(SELF, B);
    loop.now += Duration.ofSeconds(5).toNanos();
    replication.look(targets(5, SELF, B), Set.of(SELF, B));
    failed(1, Reason.TIMED_OUT);
    answer(2, true, 5);
    assertThat(outcomes).hasSize(2);
  }

  @Test
  void overloadHereOrThereFailsIt() {
    begin(SELF, B);
    answer(0, false, 5);
    failed(0, Reason.CANCELLED);
    overloaded = true;
    begin(SELF, B);
    failed(1, Reason.CANCELLED);
    begin(); // nobody owns it
    failed(2, Reason.UNREACHABLE);

    replication.receive(B, sent.getFirst());
    loop.run();
    assertThat(sent.getLast().kind()).isEqualTo(Letter.Kind.RECORDS_TAKEN);
    assertThat(sent.getLast().texts().getFirst()).containsExactly(0);
    overloaded = false;
    replication.receive(B, sent.getFirst());
    loop.run();
    assertThat(sent.getLast().texts().getFirst()).containsExactly(1);
    replication.receive(
        B, new Letter(Letter.Kind.RECORDS, 1, List.of(new byte[] {-1}, new byte[1])));
    loop.run();
    assertThat(sent.getLast().texts().getFirst()).containsExactly(0);
  }

  private void failed(int index, Reason reason) {
    assertThat(outcomes.get(index))
        .isInstanceOfSatisfying(
            Result.Failed.class, f -> assertThat(f.failure().reason()).isEqualTo(reason));
  }

  private final class Recorder implements Replica {
    @Override
    public void apply(int bucket, byte[] records) {
      if (overloaded) {
        throw new IllegalStateException("overloaded");
      }
      applied.add(bucket);
    }

    @Override
    public void absorb(int bucket, byte[] state) {}

    @Override
    public void copy(int bucket, Consumer<byte[]> receiver) {}

    @Override
    public void forget(int bucket) {}

    @Override
    public void answer(byte[] question, Consumer<byte[]> receiver) {}

    @Override
    public void hear(byte[] news) {}
  }

  /// A loop that runs when it is told to.
  private static final class HandLoop implements EventLoop {
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    long now;

    void run() {
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long epochMillis() {
      return 0;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean inLoop() {
      return true;
    }
  }
}
