/// This tracker as one of several: joining the ring, showing it, keeping what all its nodes share,
/// and leaving it. What holds the ring together is module `cluster`; what a tracker does in it is
/// in `tracker`.
///
/// [dev.panal.app.tracker.ring.RingView] is a picture of one moment, made anew for whoever asks:
/// the page and programs read it and hold on to nothing of the ring itself.
@NullMarked
package dev.panal.app.tracker.ring;

import org.jspecify.annotations.NullMarked;
