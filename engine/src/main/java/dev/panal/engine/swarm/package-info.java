/// The addresses a torrent knows (`PeerBook`): whom to connect to next and when, who is banned, and
/// why nobody can be tried.
///
/// A pure data structure, owned by the loop of its torrent. Time is a parameter; no port but a
/// `RandomGenerator` and no other room is used.
@NullMarked
package dev.panal.engine.swarm;

import org.jspecify.annotations.NullMarked;
