package dev.panal.app.tracker.feed;

import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One listener of a [Feed], its queue and its thread. Closing it ends it: what waits is still
/// delivered.
///
/// The lock is held for a few instructions at a time, never while the listener works.
public final class Subscription implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  /// Between two looks into the queue. Waking a thread costs more than an announce does, and a busy
  /// tracker has hundreds of thousands of those a second; nobody sees a delay as short as this.
  private static final long PAUSE_MILLIS = 20;

  private final Feed feed;
  private final int capacity;
  private final FeedListener listener;
  private final LongAdder lostByAll;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final CountDownLatch over = new CountDownLatch(1);
  private ArrayDeque<FeedItem> waiting = new ArrayDeque<>();
  private long lost;
  private boolean ended;

  Subscription(Feed feed, int capacity, FeedListener listener, LongAdder lostByAll) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: must be at least 1, not " + capacity);
    }
    this.feed = feed;
    this.capacity = capacity;
    this.listener = listener;
    this.lostByAll = lostByAll;
  }

  void offer(FeedItem item) {
    if (!listener.wants(item)) {
      return;
    }
    lock.lock();
    try {
      if (waiting.size() == capacity) {
        FeedItem _ = waiting.poll();
        lost++;
        lostByAll.increment();
      }
      waiting.add(item);
      if (waiting.size() == 1) {
        filled.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The life of the listener's thread.
  void run() {
    ArrayDeque<FeedItem> taken = new ArrayDeque<>();
    try {
      while (true) {
        long missing;
        lock.lock();
        try {
          while (waiting.isEmpty() && !ended) {
            filled.await();
          }
          if (waiting.isEmpty()) {
            return;
          }
          ArrayDeque<FeedItem> full = waiting;
          waiting = taken;
          taken = full;
          missing = lost;
          lost = 0;
        } finally {
          lock.unlock();
        }
        deliver(taken, missing);
        boolean _ = over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(ArrayDeque<FeedItem> items, long missing) {
    try {
      if (missing > 0) {
        listener.onLost(missing);
      }
      for (FeedItem item = items.poll(); item != null; item = items.poll()) {
        listener.onItem(item);
      }
    } catch (RuntimeException e) {
      LOG.error("a listener of the event feed failed; it misses {} events", items.size() + 1, e);
      items.clear();
    }
  }

  @Override
  public void close() {
    feed.forget(this);
    over.countDown();
    lock.lock();
    try {
      ended = true;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }
}
