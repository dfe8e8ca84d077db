/// What a tracker that is one of several in a ring, and the engine that keeps the ring together,
/// ask of each other: [Ring] is the engine as the tracker sees it, [Replica] the tracker as the
/// engine sees it.
///
/// The swarms are cut into [Buckets] by their info-hashes; each bucket lives on three nodes, its
/// owners, and what is said of a peer is a record that all three apply. Records carry time stamps
/// and may come twice or in any order; two states of a bucket are joined by their union. So the
/// engine may send anything again, to anybody, at any time.
@NullMarked
package dev.panal.tracker.ring;

import org.jspecify.annotations.NullMarked;
