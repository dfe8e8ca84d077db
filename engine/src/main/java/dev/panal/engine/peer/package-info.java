/// One connection to one peer: handshake, messages, request pipeline, upload queue, rates.
///
/// Owned by the loop of the torrent it belongs to. It knows the protocol's rules and closes the
/// connection of whoever breaks them; which pieces to ask for, whom to choke and where blocks go is
/// not its business: it tells a [dev.panal.engine.peer.PeerListener] and is told. Uses no other
/// room.
@NullMarked
package dev.panal.engine.peer;

import org.jspecify.annotations.NullMarked;
