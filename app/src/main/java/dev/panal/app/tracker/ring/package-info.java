/// This tracker as one of several: joining the ring, showing it, keeping what all its nodes share,
/// and leaving it. What holds the ring together is module `cluster`; what a tracker does in it is
/// in `tracker`.
///
/// What all keep, each on its own disk, are rows with versions
/// ([dev.panal.tracker.ring.SharedRows]): hosted torrents and messages. A row is offered to all
/// when something changes here and when this tracker starts, and every newer one that is heard is
/// kept. So trackers may be away, and start again with what they knew then, in any order. What is
/// gone is a row, too, for a bounded time. What happens here because another tracker said so is
/// never told the others as news.
@NullMarked
package dev.panal.app.tracker.ring;

import org.jspecify.annotations.NullMarked;
