package dev.panal.tracker.message;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;

/// A peer in a swarm: who has a mailbox. A client in several swarms has several.
public record SwarmMember(InfoHash infoHash, PeerId peerId) {}
