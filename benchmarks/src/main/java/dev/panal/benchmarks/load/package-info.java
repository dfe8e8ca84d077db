/// Load for trackers: many simulated peers that announce over UDP or HTTP as fast as they are
/// answered, or at a given rate, through the codecs of [dev.panal.wire.tracker].
///
/// [dev.panal.benchmarks.load.TrackerLoad] is the program; `benchmarks/cases_tracker.py` runs it
/// beside trackers of all kinds. It is one thread, so that on two processors the tracker has one
/// for itself.
@NullMarked
package dev.panal.benchmarks.load;

import org.jspecify.annotations.NullMarked;
