package dev.panal.tracker;

import dev.panal.io.EventLoop;
import dev.panal.io.Result;
import dev.panal.tracker.ring.Ring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Records on their way to the other owners of their buckets, a batch at a time: what is said while
/// one is under way goes with the next. So batches grow with the load, up to a bound, beyond which
/// [#full()] asks for less.
///
/// A batch that may not have arrived is sent again as it is, because records may come twice.
final class Outbox {
  /// How long records are gathered where nobody waits for them, the time in which the batch before
  /// was under way included. So the others are behind by this and the time that a batch takes, or
  /// by twice that time where it is the longer: less than half a second on a machine that is not
  /// starved.
  private static final Duration GATHERING = Duration.ofMillis(100);

  /// 25,000 records. More would take longer to apply than half a second, and would only make what
  /// comes behind them later.
  private static final int MAX_BYTES = 2 << 20;

  private static final Duration RETRY = Duration.ofMillis(200);

  /// By then the ring has had the time to notice that nodes are dead, several times over.
  private static final long GIVE_UP_NANOS = Duration.ofSeconds(20).toNanos();

  private static final int LEAST_BYTES = 512;

  private final EventLoop loop;
  private final Ring ring;
  private final Map<Integer, Batch> pending = new HashMap<>();
  private int bytes;
  private List<Consumer<Boolean>> waiting = new ArrayList<>();
  private boolean underWay;
  private EventLoop.@Nullable Timer next;
  private boolean soon;
  private long pendingSince;
  private long underWaySince;
  private long lost;

  Outbox(EventLoop loop, Ring ring) {
    this.loop = loop;
    this.ring = ring;
  }

  /// Whether more is said than the ring can take.
  boolean full() {
    return bytes >= MAX_BYTES;
  }

  /// Batches that were given up, because the ring did not take them for so long.
  long lost() {
    return lost;
  }

  /// How long the oldest record that is not everywhere yet has been waiting.
  Duration lag() {
    if (!underWay && bytes == 0) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(loop.nanoTime() - (underWay ? underWaySince : pendingSince));
  }

  void add(int bucket, byte[] record, int length) {
    if (bytes == 0) {
      pendingSince = loop.nanoTime();
    }
    pending.computeIfAbsent(bucket, _ -> new Batch()).add(record, length);
    bytes += length;
    gather();
  }

  private void gather() {
    if (!underWay && next == null) {
      Duration waited = Duration.ofNanos(loop.nanoTime() - pendingSince);
      next = loop.schedule(GATHERING.minus(waited), this::send);
    }
  }

  /// Hears whether what was added so far has reached all owners, as soon as possible.
  void whenSpread(Consumer<Boolean> then) {
    waiting.add(then);
    if (!underWay && !soon) {
      soon = true;
      // At the end of this turn: what else it has for the ring goes along.
      loop.execute(this::send);
    }
  }

  /// Sends what there is at once, as before a farewell.
  void flush(Consumer<Boolean> then) {
    whenSpread(then);
  }

  private void send() {
    soon = false;
    if (next != null) {
      next.cancel();
      next = null;
    }
    if (underWay) {
      return;
    }
    if (bytes == 0) {
      answer(true);
      return;
    }
    Map<Integer, byte[]> batches = new HashMap<>();
    pending.forEach((bucket, batch) -> batches.put(bucket, batch.bytes()));
    pending.clear();
    bytes = 0;
    List<Consumer<Boolean>> waiters = waiting;
    waiting = new ArrayList<>();
    underWay = true;
    underWaySince = pendingSince;
    replicate(batches, waiters, loop.nanoTime());
  }

  private void replicate(
      Map<Integer, byte[]> batches, List<Consumer<Boolean>> waiters, long since) {
    ring.replicate(
        batches,
        result -> {
          switch (result) {
            case Result.Done<Void> _ -> arrived(waiters, true);
            case Result.Failed<Void> _ -> {
              if (loop.nanoTime() - since > GIVE_UP_NANOS) {
                lost++;
                arrived(waiters, false);
              } else {
                EventLoop.Timer _ = loop.schedule(RETRY, () -> replicate(batches, waiters, since));
              }
            }
          }
        });
  }

  private void arrived(List<Consumer<Boolean>> waiters, boolean everywhere) {
    underWay = false;
    waiters.forEach(waiter -> waiter.accept(everywhere));
    if (!waiting.isEmpty()) {
      send();
    } else if (bytes > 0) {
      gather();
    }
  }

  private void answer(boolean everywhere) {
    List<Consumer<Boolean>> waiters = waiting;
    waiting = new ArrayList<>();
    waiters.forEach(waiter -> waiter.accept(everywhere));
  }

  /// The records of one bucket.
  private static final class Batch {
    private byte[] records = new byte[LEAST_BYTES];
    private int length;

    void add(byte[] record, int recordLength) {
      if (length + recordLength > records.length) {
        records = Arrays.copyOf(records, records.length * 2);
      }
      System.arraycopy(record, 0, records, length, recordLength);
      length += recordLength;
    }

    byte[] bytes() {
      return Arrays.copyOf(records, length);
    }
  }
}
