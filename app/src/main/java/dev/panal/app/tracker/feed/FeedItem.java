package dev.panal.app.tracker.feed;

import dev.panal.tracker.SwarmEvent;
import dev.panal.tracker.message.Message;
import java.time.Instant;

/// One thing that happened at the tracker. Everything in it that peers have said is hostile text.
public sealed interface FeedItem {
  Instant at();

  /// Something happened in a swarm.
  record SwarmHappening(SwarmEvent event, Instant at) implements FeedItem {}

  /// Somebody has sent a message. Of those to one peer only the tracker's operator may see the text
  /// ([Message#open()]).
  record MessageSent(Message message, Instant at) implements FeedItem {}
}
