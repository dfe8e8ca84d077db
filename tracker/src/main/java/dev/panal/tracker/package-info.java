/// The tracker: announce, scrape, the store of swarms, policy, limits and events.
///
/// [dev.panal.tracker.Tracker] is the whole of it for one process. Everything it knows belongs to
/// the loop of the ports it was made with; methods that may be called from other threads say so and
/// only post to that loop. HTTP comes in as a pure call ([dev.panal.tracker.HttpTracker]): whoever
/// has an HTTP server hands over path and query. UDP is spoken here, over the network port.
///
/// Inside, requests are read by the codecs of `dev.panal.wire.tracker`, checked by `TrackerDesk`
/// (policy, claims of addresses, limits of a question) and answered by `SwarmStore`, which knows
/// neither time nor transport: its clock is a tick from outside, its chance a seeded generator.
///
/// Must not use: clocks, threads, locks, sockets, files, or anything of engine, platform and
/// simulator.
@NullMarked
package dev.panal.tracker;

import org.jspecify.annotations.NullMarked;
