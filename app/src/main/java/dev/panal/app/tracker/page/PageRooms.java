package dev.panal.app.tracker.page;

import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.app.tracker.nodes.Nodes;
import dev.panal.tracker.Tracker;

/// Where answers come from.
record PageRooms(
    Tracker tracker,
    Hosting hosting,
    Nodes nodes,
    EventStreams streams,
    Counts counts,
    Health health) {}
