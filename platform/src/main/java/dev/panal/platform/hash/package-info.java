/// Hashing: many streams side by side where the machine can, one after the other where it must.
///
/// [Hashing] knows what this machine is best at, [Hasher] does it, with [LaneHasher] for many,
/// [BlockHasher] for many of one length in one place, and a [StreamDigest] for one alone. What is
/// hashed comes as a [HashStream]. Everything here is in the hands of one thread at a time, but for
/// [Hashing], which never changes. Knows nothing of files.
@NullMarked
package dev.panal.platform.hash;

import org.jspecify.annotations.NullMarked;
