package dev.panal.app.tracker.page;

import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.app.tracker.nodes.Nodes;
import dev.panal.app.tracker.ring.RingView;
import dev.panal.app.tracker.sharing.Sharing;
import dev.panal.tracker.Tracker;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Where answers come from.
///
/// @param ring how the ring is now; empty if there is none
/// @param otherTrackers where the other trackers of the ring are announced to
record PageRooms(
    Tracker tracker,
    Hosting hosting,
    Nodes nodes,
    EventStreams streams,
    Counts counts,
    Health health,
    Optional<Sharing> sharing,
    Supplier<Optional<RingView>> ring,
    Supplier<List<String>> otherTrackers) {}
