package dev.panal.app.tracker.page;

import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.app.tracker.nodes.Nodes;
import dev.panal.app.tracker.sharing.Sharing;
import dev.panal.tracker.Tracker;
import java.util.Optional;

/// Where answers come from.
record PageRooms(
    Tracker tracker,
    Hosting hosting,
    Nodes nodes,
    EventStreams streams,
    Counts counts,
    Health health,
    Optional<Sharing> sharing) {}
