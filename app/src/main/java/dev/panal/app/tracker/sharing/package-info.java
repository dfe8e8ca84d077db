/// Files and folders of the tracker's own machine, shared through its page: made into torrents,
/// hosted, and seeded by the tracker's process for as long as it runs.
///
/// Only below the folder that the operator has named, links followed: whatever leads out of it is
/// refused. What was shared is remembered and seeded again after a restart.
@NullMarked
package dev.panal.app.tracker.sharing;

import org.jspecify.annotations.NullMarked;
