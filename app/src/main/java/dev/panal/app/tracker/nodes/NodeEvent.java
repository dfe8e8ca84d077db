package dev.panal.app.tracker.nodes;

import dev.panal.app.tracker.nodes.Node.Deed;
import java.time.Instant;

/// Something that a peer did, and how the peer stood right after it; or, of one that went, before.
///
/// @param number counts from 1, without a gap
public record NodeEvent(long number, Instant at, Deed deed, Node node) {}
