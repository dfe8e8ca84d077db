/// This tracker as one of several: joining the ring, showing it, keeping what all its nodes share,
/// and leaving it. What holds the ring together is module `cluster`; what a tracker does in it is
/// in `tracker`.
@NullMarked
package dev.panal.app.tracker.ring;

import org.jspecify.annotations.NullMarked;
