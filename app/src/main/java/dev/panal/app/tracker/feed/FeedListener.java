package dev.panal.app.tracker.feed;

/// Hears what happens at the tracker, in order, on a virtual thread of its own; may block.
public interface FeedListener {
  void onItem(FeedItem item);

  /// Before the next item, so many are missing: they came faster than this listener took them.
  void onLost(long items);
}
