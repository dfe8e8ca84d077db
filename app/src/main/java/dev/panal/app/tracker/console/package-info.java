/// The tracker on a terminal and in logs: how things are, and what happens. Reads snapshots and the
/// event feed, and changes nothing.
@NullMarked
package dev.panal.app.tracker.console;

import org.jspecify.annotations.NullMarked;
