/// Resume data in one SQLite database per home.
///
/// The database is touched on one thread of this room only; completions go to the loop that was
/// given. Several processes may use one home at once: transactions are short, and a writer waits
/// for another. Knows nothing of what resume data says but its key.
@NullMarked
package dev.panal.app.resume;

import org.jspecify.annotations.NullMarked;
