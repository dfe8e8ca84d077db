package dev.panal.tracker;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Result;
import dev.panal.tracker.ring.Ring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Two others that take batches, and say that they have them when they are told to.
final class SlowRing implements Ring {
  final List<Long> taken = new ArrayList<>();
  final List<Completion<Void>> open = new ArrayList<>();
  long bytes;

  private final EventLoop loop;

  SlowRing(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void replicate(Map<Integer, byte[]> batches, Completion<Void> completion) {
    taken.add(loop.nanoTime());
    open.add(completion);
    bytes += batches.values().stream().mapToLong(batch -> batch.length).sum();
  }

  void answer(Result<Void> result) {
    open.removeFirst().accept(result);
  }

  @Override
  public int nodes() {
    return 3;
  }

  @Override
  public boolean holds(int bucket) {
    return true;
  }

  @Override
  public boolean leads(int bucket) {
    return true;
  }

  @Override
  public void ask(int bucket, int attempt, byte[] question, Completion<byte[]> completion) {
    throw new AssertionError("holds everything, so nobody asks");
  }

  @Override
  public void tell(byte[] news) {
    // Nobody is there to hear it.
  }

  @Override
  public byte[] secret() {
    return new byte[32];
  }
}
