package dev.panal.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import java.util.ArrayList;
import java.util.List;

/// A completion that keeps what it heard, and minds how it was told: on the loop, never inside the
/// call that it belongs to.
final class Outcome<T> implements Completion<T> {
  private final EventLoop loop;
  private final List<Result<T>> results = new ArrayList<>();
  private boolean offLoop;

  private Outcome(EventLoop loop) {
    this.loop = loop;
  }

  /// Starts an operation on the loop and waits for its outcome.
  static <T> Outcome<T> of(WorldUnderTest world, Start<T> start) {
    Outcome<T> outcome = started(world, start);
    boolean heard = world.await(ContractTest.LIMIT, () -> !outcome.results.isEmpty());
    assertThat(heard).as("the completion ran").isTrue();
    return outcome;
  }

  /// Starts an operation on the loop and does not wait.
  static <T> Outcome<T> started(WorldUnderTest world, Start<T> start) {
    Outcome<T> outcome = new Outcome<>(world.ports().loop());
    world.run(() -> {
      start.with(outcome);
      assertThat(outcome.results).as("completions that ran inside the call").isEmpty();
    });
    return outcome;
  }

  @Override
  public void accept(Result<T> result) {
    offLoop |= !loop.inLoop();
    results.add(result);
  }

  /// What it brought; fails if it was not a success, told once and on the loop.
  T value(WorldUnderTest world) {
    return switch (result(world)) {
      case Result.Done<T> done -> done.value();
      case Result.Failed<T> failed ->
          throw new AssertionError("expected a success, got " + failed.failure());
    };
  }

  /// Why it failed; fails if it did not.
  Failure.Reason reason(WorldUnderTest world) {
    return switch (result(world)) {
      case Result.Done<T> done ->
          throw new AssertionError("expected a failure, got " + done.value());
      case Result.Failed<T> failed -> failed.failure().reason();
    };
  }

  boolean heard() {
    return !results.isEmpty();
  }

  private Result<T> result(WorldUnderTest world) {
    return world.onLoop(() -> {
      assertThat(offLoop).as("told off the loop").isFalse();
      assertThat(results).as("told exactly once").hasSize(1);
      return results.getFirst();
    });
  }

  /// Starts an operation.
  @FunctionalInterface
  interface Start<T> {
    void with(Completion<T> completion);
  }
}
