package dev.panal.app.tracker.feed;

import dev.panal.tracker.SwarmEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Hands on what happens at the tracker to whoever wants to know.
///
/// [#accept] is called on the tracker's loop, [#publish] from any thread; the time that both take
/// does not depend on how slow listeners are.
public final class Feed implements Consumer<SwarmEvent>, AutoCloseable {
  private final InstantSource clock;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final LongAdder lost = new LongAdder();

  public Feed(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void accept(SwarmEvent event) {
    if (!subscriptions.isEmpty()) {
      publish(new FeedItem.SwarmHappening(event, clock.instant()));
    }
  }

  /// Tells everybody, after everything that the same thread has published before.
  public void publish(FeedItem item) {
    for (Subscription subscription : subscriptions) {
      subscription.offer(item);
    }
  }

  /// Tells `listener` what happens from now on, until the subscription is closed.
  ///
  /// @param capacity items that may wait for the listener; then the oldest are lost
  public Subscription subscribe(int capacity, FeedListener listener) {
    Subscription subscription = new Subscription(this, capacity, listener, lost);
    subscriptions.add(subscription);
    Thread.ofVirtual().name("panal-feed").start(subscription::run);
    return subscription;
  }

  void forget(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  /// How many listen.
  public int listeners() {
    return subscriptions.size();
  }

  /// How many items listeners have missed since the start, all together.
  public long lost() {
    return lost.sum();
  }

  /// Ends all subscriptions.
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
  }
}
