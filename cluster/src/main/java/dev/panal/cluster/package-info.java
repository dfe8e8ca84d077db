/// Several trackers that are one: [dev.panal.tracker.ring.Ring] on Infinispan embedded, which alone
/// this package knows.
///
/// [dev.panal.cluster.RingNode] is one tracker's place in the ring. Infinispan deals out the
/// buckets to their owners, notices who comes and goes, and moves buckets; it keeps no swarm
/// itself. What its cache holds for a bucket is a handle (`Bucket`), which becomes bytes only when
/// it is sent to another node: then the tracker is asked for a copy, and at the other end the
/// tracker there takes it in (`RingSchema`). Batches of records go to all owners beside Infinispan;
/// why none is lost while buckets move stands in `Replication`. As the states of a bucket are
/// joined by their union, nothing that comes twice, late, or to a node that is no owner any more,
/// can do harm.
///
/// Every connection is TLS, and both sides prove that they know the ring's secret before a byte of
/// theirs is looked at (`Gate`).
///
/// Threads: the tracker's loop calls in and hears completions; it never waits here. Infinispan's
/// threads wait for the loop in one place only, when a bucket is written to another node. What the
/// loop sends, virtual threads of this package send; what JGroups sends to all, a courier for each
/// node (`Couriers`): so a node that does not read, or is cut off, holds up nobody else.
@NullMarked
package dev.panal.cluster;

import org.jspecify.annotations.NullMarked;
