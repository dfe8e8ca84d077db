/// The verbs `get`, `seed` and `share`: one session in the real world, and what is said about it.
///
/// The main thread waits on an inbox that the session's loop and the signals fill, and does all the
/// talking; nothing of the engine is touched but through `Session`'s methods, which post to the
/// loop.
@NullMarked
package dev.panal.app.transfer;

import org.jspecify.annotations.NullMarked;
