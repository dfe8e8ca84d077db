package dev.panal.platform;

import dev.panal.io.EventLoop.Timer;
import dev.panal.io.Failure;
import dev.panal.platform.hash.Hashing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Brings together what can be hashed side by side, before the [HashQueue] gets it. On the loop.
///
/// What one turn of the loop asks for goes together. Pieces that were downloaded complete one by
/// one; when they have done so quickly for a while, each waits a moment for the next ones, since a
/// piece in a lane costs a third of what it costs alone, or less. A piece that comes alone never
/// waits, nor do the first of many: with them it shows whose pieces are worth nothing.
final class HashGathering {
  /// So long a piece waits for others. Nobody who is told a little later that we have it could have
  /// asked for it before; what waits is memory, of fewer pieces than there are lanes. In a swarm of
  /// nine on two cores, where each gets some 70 pieces a second, a third of it would come too
  /// rarely for any to wait, and the swarm needed 7 % more processor time.
  private static final Duration PATIENCE = Duration.ofMillis(100);

  /// How often it is decided whether pieces are to wait.
  private static final long WINDOW_NANOS = Duration.ofMillis(300).toNanos();

  /// Waiting pays if some five come together.
  private static final int QUICK_PIECES = (int) (5 * WINDOW_NANOS / PATIENCE.toNanos());

  private final NioLoop loop;
  private final HashQueue queue;
  private final List<HashJob> pending = new ArrayList<>();
  private @Nullable Timer timer;
  private boolean atTurnEnd;
  private boolean closing;
  private boolean quick;
  private int pieces;
  private long windowStartNanos;

  HashGathering(NioLoop loop, HashQueue queue) {
    this.loop = loop;
    this.queue = queue;
    this.windowStartNanos = loop.nanoTime();
  }

  /// A part of a file: there are others in this turn, or none.
  void add(HashJob job, Supplier<Failure> refusal) {
    pending.add(job);
    sendAtTurnEnd(refusal);
  }

  /// Something in memory: there may be others soon.
  void addPiece(HashJob job, Supplier<Failure> refusal) {
    count(loop.nanoTime());
    pending.add(job);
    if (!quick || closing || pending.size() >= Hashing.MAX_LANES) {
      sendAtTurnEnd(refusal);
    } else if (timer == null) {
      timer = loop.schedule(PATIENCE, () -> send(refusal));
    }
  }

  private void count(long nowNanos) {
    long passed = nowNanos - windowStartNanos;
    if (passed >= WINDOW_NANOS) {
      quick = pieces >= QUICK_PIECES && passed < 2 * WINDOW_NANOS;
      windowStartNanos = nowNanos;
      pieces = 0;
    }
    pieces++;
  }

  /// Nothing waits any more.
  void close(Supplier<Failure> refusal) {
    closing = true;
    send(refusal);
  }

  private void sendAtTurnEnd(Supplier<Failure> refusal) {
    if (!atTurnEnd) {
      atTurnEnd = true;
      loop.execute(() -> send(refusal));
    }
  }

  private void send(Supplier<Failure> refusal) {
    atTurnEnd = false;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    queue.addAll(pending, refusal);
    pending.clear();
  }
}
