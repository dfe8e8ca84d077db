/// What all trackers of a ring keep, each on its own disk: hosted torrents and messages, as rows
/// that carry a version ([dev.panal.tracker.ring.SharedRows]).
///
/// A row is offered to all when something changes here and when this tracker starts, and every
/// newer one that is heard is kept. So trackers may be away, and start again with what they knew
/// then, in any order: of two rows the newer holds. What is gone is a row, too, for a bounded time.
/// What happens here because another tracker said so is never told the others as news.
@NullMarked
package dev.panal.app.tracker.ring;

import org.jspecify.annotations.NullMarked;
