/// What a running transfer looks like: rows for a terminal, lines for a log, JSON for programs.
/// Pure functions of snapshots and events.
@NullMarked
package dev.panal.app.progress;

import org.jspecify.annotations.NullMarked;
