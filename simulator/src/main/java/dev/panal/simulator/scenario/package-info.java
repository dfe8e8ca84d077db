/// Swarms in the virtual world: the production [dev.panal.engine.Session] and
/// [dev.panal.tracker.Tracker] on virtual hosts, a script of what befalls them, and a report.
///
/// Runs on the thread that drives its [dev.panal.simulator.VirtualWorld]. Reaches into the clients
/// only through the public face of the engine and through what a host can be seen to do: its files
/// and the bytes on its link.
@NullMarked
package dev.panal.simulator.scenario;

import org.jspecify.annotations.NullMarked;
