package dev.panal.engine.peer;

import dev.panal.io.CloseReason;

/// How a connection ended.
///
/// @param kind what the network says
/// @param reason in words, for people
/// @param violation whether the peer broke the protocol
/// @param wasOpen whether its handshake had been done
public record PeerEnd(CloseReason.Kind kind, String reason, boolean violation, boolean wasOpen) {}
