/// The tracker's data folder: one SQLite file for all rooms that keep something, and the lock that
/// makes sure that one tracker at a time uses it.
///
/// Rooms own their tables and call from virtual threads, never from the tracker's loop.
@NullMarked
package dev.panal.app.tracker.data;

import org.jspecify.annotations.NullMarked;
