/// The virtual world: the same ports as the real one, made of a queue of events and nothing else.
///
/// A [dev.panal.simulator.VirtualWorld] owns the clock and all [dev.panal.simulator.Host]s; each
/// host has a link, files that outlive a crash, and one program at a time with an event loop,
/// network, disk, HTTP, buffer pool and source of chance of its own. Everything happens on the one
/// thread that calls [dev.panal.simulator.VirtualWorld#runUntil]; time jumps from event to event,
/// so a day of waiting costs nothing. A run is a function of the program and the seed: equal seeds
/// give equal event logs, in any JVM.
///
/// What the model checks beyond the contract: memory that is handed over must not be changed before
/// it comes back, memory that was valid during a call only is overwritten after it, leases are
/// released once, and no callback throws. Such faults are collected and fail the run. Nothing in
/// here may use real time, real chance, threads or the order of identity hashes.
@NullMarked
package dev.panal.simulator;

import org.jspecify.annotations.NullMarked;
