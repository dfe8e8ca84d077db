/// The verb `doctor`: what this machine offers, and what is wrong with it.
///
/// First the facts are gathered (JDK, processors, network, ports, disk), then pure functions judge
/// them, so that every complaint can be tested on a machine that has nothing to complain of. Runs
/// on the main thread.
@NullMarked
package dev.panal.app.doctor;

import org.jspecify.annotations.NullMarked;
