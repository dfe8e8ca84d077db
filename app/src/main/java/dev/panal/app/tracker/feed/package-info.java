/// What happens at the tracker, told to many: the console, the page, event streams.
///
/// The tracker's loop puts events in and never waits. Every listener has a bounded queue and a
/// virtual thread of its own; one that is too slow loses the oldest and hears how many, and costs
/// nobody else anything.
@NullMarked
package dev.panal.app.tracker.feed;

import org.jspecify.annotations.NullMarked;
