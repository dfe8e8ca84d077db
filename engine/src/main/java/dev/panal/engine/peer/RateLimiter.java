package dev.panal.engine.peer;

import dev.panal.io.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A token bucket for all connections of a session in one direction.
///
/// Spending may overdraw (bytes that have arrived cannot be sent back); whoever finds the bucket
/// empty waits in line and is woken in turn, so that no connection starves.
public final class RateLimiter {
  /// How much unused allowance is kept: enough for timers that are late, too little to be felt as a
  /// burst.
  private static final Duration BURST = Duration.ofMillis(250);

  /// How often those who wait are looked after.
  private static final Duration WAKE_INTERVAL = Duration.ofMillis(50);

  private final EventLoop loop;
  private final long bytesPerSecond;
  private final long burstBytes;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private long tokens;
  private long filledNanos;
  private EventLoop.@Nullable Timer waking;
  private boolean closed;

  /// @param bytesPerSecond 0 sets no limit
  public RateLimiter(EventLoop loop, long bytesPerSecond) {
    this.loop = loop;
    this.bytesPerSecond = bytesPerSecond;
    // A bucket smaller than two blocks could never let one through.
    this.burstBytes = Math.max(32 * 1024, bytesPerSecond * BURST.toMillis() / 1000);
    this.tokens = burstBytes;
    this.filledNanos = loop.nanoTime();
  }

  /// Takes `bytes` out, into debt if need be.
  public void spend(long bytes) {
    if (bytesPerSecond > 0) {
      tokens -= bytes;
    }
  }

  /// Whether something may pass now.
  public boolean open() {
    if (bytesPerSecond == 0) {
      return true;
    }
    fill();
    return tokens > 0;
  }

  /// Runs `task` once, in a later turn, when it is this waiter's turn and the bucket is open.
  public void whenOpen(Runnable task) {
    if (closed) {
      return;
    }
    waiting.add(task);
    if (waking == null) {
      waking = loop.schedule(WAKE_INTERVAL, this::wake);
    }
  }

  /// Forgets who waits, for all their connections are closed; nobody is woken any more.
  public void close() {
    closed = true;
    waiting.clear();
    if (waking != null) {
      waking.cancel();
      waking = null;
    }
  }

  private void wake() {
    // Who waits again while being woken goes to the end of the line and is not seen in this round.
    for (int n = waiting.size(); n > 0 && open(); n--) {
      waiting.remove().run();
    }
    waking = waiting.isEmpty() ? null : loop.schedule(WAKE_INTERVAL, this::wake);
  }

  private void fill() {
    long now = loop.nanoTime();
    long earned = (long) ((now - filledNanos) / 1e9 * bytesPerSecond);
    if (earned > 0) {
      tokens = Math.min(burstBytes, tokens + earned);
      filledNanos = now;
    }
  }
}
