package dev.panal.app.tracker.feed;

/// Hears what happens at the tracker, in order, on a virtual thread of its own; may block.
public interface FeedListener {
  /// Whether it wants to hear of this item at all. Called on the tracker's loop: must be quick.
  default boolean wants(FeedItem item) {
    return true;
  }

  void onItem(FeedItem item);

  /// Before the next item, so many are missing: they came faster than this listener took them.
  void onLost(long items);
}
