/// The ring of trackers that this one is a node of, as people see it.
///
/// [dev.panal.app.tracker.ring.RingView] is a picture of one moment, made anew for whoever asks:
/// the page and programs read it and hold on to nothing of the ring itself.
@NullMarked
package dev.panal.app.tracker.ring;

import org.jspecify.annotations.NullMarked;
