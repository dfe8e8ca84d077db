/// Messages as users meet them: the verb `message`, which sends one, and what a running `get`,
/// `seed` or `share` does to hear those that are for it.
///
/// Everything that a message says is hostile text: on a terminal nothing of it may steer.
@NullMarked
package dev.panal.app.message;

import org.jspecify.annotations.NullMarked;
