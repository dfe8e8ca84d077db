package dev.panal.engine.storage;

import java.util.BitSet;

/// Does something that takes time for each of many numbers (files, pieces), in ascending order, a
/// bounded number at a time.
final class Sweep {
  /// The work for one number.
  @FunctionalInterface
  interface Step {
    /// @param done to be run once, in this call or later
    void start(int index, Runnable done);
  }

  private final BitSet left;
  private final int atOnce;
  private final Step step;
  private final Runnable finished;
  private int running;
  private boolean pumping;
  private boolean ended;

  /// @param finished runs once, after the last step or, after [#cancel()], after the last step that
  ///   had begun; inside of [#start()] if there is nothing to wait for
  Sweep(BitSet indices, int atOnce, Step step, Runnable finished) {
    this.left = (BitSet) indices.clone();
    this.atOnce = atOnce;
    this.step = step;
    this.finished = finished;
  }

  void start() {
    pump();
  }

  /// Begins no further step.
  void cancel() {
    left.clear();
  }

  /// A step that is done at once comes back here from inside of the loop: it must not nest.
  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    for (int next = left.nextSetBit(0);
        next >= 0 && running < atOnce;
        next = left.nextSetBit(next + 1)) {
      left.clear(next);
      running++;
      step.start(next, this::stepDone);
    }
    pumping = false;
    if (running == 0 && left.isEmpty() && !ended) {
      ended = true;
      finished.run();
    }
  }

  private void stepDone() {
    running--;
    pump();
  }
}
