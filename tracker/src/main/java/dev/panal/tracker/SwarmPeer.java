package dev.panal.tracker;

import dev.panal.wire.PeerId;
import java.net.InetSocketAddress;
import java.util.Optional;

/// A peer as an event names it.
///
/// @param id absent only for a peer of a rare kind that fell silent while the table of client names
///   was full
/// @param address where it says it can be reached
public record SwarmPeer(Optional<PeerId> id, InetSocketAddress address) {}
