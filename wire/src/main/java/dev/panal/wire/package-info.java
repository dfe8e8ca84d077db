/// Identities that every protocol of BitTorrent shares: info-hashes and peer ids.
///
/// The rooms below hold one format each and no state: bencode, metainfo, magnet, peer, tracker. All
/// of it is pure functions of bytes; nothing here knows a clock, a socket or a thread.
@NullMarked
package dev.panal.wire;

import org.jspecify.annotations.NullMarked;
