/// A ring of trackers in virtual time: its nodes die, come back and are cut off from each other
/// without a real engine, a network or a second of waiting.
@NullMarked
package dev.panal.simulator.ring;

import org.jspecify.annotations.NullMarked;
