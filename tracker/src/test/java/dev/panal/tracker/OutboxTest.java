package dev.panal.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Failure.Reason;
import dev.panal.io.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Duration GATHERING = Duration.ofMillis(100);

  private final FakeWorld world = new FakeWorld();
  private final SlowRing ring = new SlowRing(world.loop);
  private final Outbox outbox = new Outbox(world.loop, ring);

  private void say(int bytes) {
    outbox.add(7, new byte[bytes], bytes);
  }

  private void pass(int millis) {
    world.loop.pass(Duration.ofMillis(millis));
  }

  private List<Integer> takenAfterMillis(long since) {
    return ring.taken.stream().map(at -> (int) ((at - since) / 1_000_000)).toList();
  }

  @Test
  void gathersWhatIsSaidForAWhile() {
    long began = world.loop.nanoTime();
    say(80);
    pass(60);
    say(80);
    assertThat(outbox.lag()).isEqualTo(Duration.ofMillis(60));
    pass(1_000);
    assertThat(takenAfterMillis(began)).containsExactly((int) GATHERING.toMillis());
    assertThat(ring.bytes).isEqualTo(160);

    ring.answer(new Result.Done<>(null));
    assertThat(outbox.lag()).isZero();
    assertThat(world.loop.timers()).isZero();
  }

  @Test
  void whatHasWaitedForTheBatchBeforeWaitsNoLonger() {
    long began = world.loop.nanoTime();
    say(80);
    pass(150); // under way for 50
    say(80);
    pass(250);
    assertThat(outbox.lag()).isEqualTo(Duration.ofMillis(400));
    ring.answer(new Result.Done<>(null));
    pass(0);
    assertThat(takenAfterMillis(began)).containsExactly(100, 400);
  }

  @Test
  void whatCameShortlyBeforeTheAnswerGathersOn() {
    long began = world.loop.nanoTime();
    say(80);
    pass(150);
    say(80);
    pass(20);
    ring.answer(new Result.Done<>(null));
    pass(1_000);
    assertThat(takenAfterMillis(began)).containsExactly(100, 250);
  }

  @Test
  void isFullWhenTheRingDoesNotFollowAndNoLongerWhenItDoes() {
    say(80);
    pass(100);
    int said = 0;
    while (!outbox.full()) {
      say(80);
      said += 80;
    }
    assertThat(said).isBetween(1 << 20, 4 << 20);

    ring.answer(new Result.Done<>(null));
    pass(100);
    assertThat(outbox.full()).isFalse();
    assertThat(ring.bytes).isEqualTo(80 + said);
  }

  @Test
  void whatFailsIsSentAgainAndGivenUpInTheEnd() {
    List<Boolean> heard = new ArrayList<>();
    say(80);
    outbox.whenSpread(heard::add);
    pass(0);
    ring.answer(Result.failed(Reason.TIMED_OUT, "the ring", "no answer"));
    pass(1_000);
    assertThat(ring.taken).hasSize(2);
    assertThat(ring.bytes).isEqualTo(160);
    assertThat(heard).isEmpty();
    assertThat(outbox.lost()).isZero();

    pass(20_000);
    ring.answer(Result.failed(Reason.TIMED_OUT, "the ring", "no answer"));
    assertThat(heard).containsExactly(false);
    assertThat(outbox.lost()).isEqualTo(1);
    assertThat(outbox.lag()).isZero();
  }
}
