/// The client's public face: a [dev.panal.engine.Session] with torrents in it, what it can be told,
/// and what it tells.
///
/// A session lives on the one event loop of the [dev.panal.io.Ports] it is given, and so do all its
/// torrents and connections; the public methods of `Session` may be called from any thread and post
/// to that loop. Events and completions arrive on the loop and must not block it. The rooms below
/// (peer, picker, choker, swarm, announce, storage) never use each other: they meet here, in
/// `Torrent` and `Session`, which conduct and hold no algorithm.
@NullMarked
package dev.panal.engine;

import org.jspecify.annotations.NullMarked;
