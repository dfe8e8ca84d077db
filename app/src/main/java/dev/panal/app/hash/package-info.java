/// Hashing files against or for a torrent: pieces of v1, trees of v2, many at a time.
///
/// The work is driven on the loop of the ports it is given, which hands the hashing to the disk's
/// threads; the thread that asked waits and draws. Knows layouts and digests, no verbs.
@NullMarked
package dev.panal.app.hash;

import org.jspecify.annotations.NullMarked;
