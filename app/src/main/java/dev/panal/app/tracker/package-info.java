/// The verb `tracker`: an HTTP server in front of [dev.panal.tracker.Tracker], and its UDP port.
///
/// Jetty accepts and parses; every announce is answered on the tracker's loop, from where the reply
/// leaves without blocking. Knows nothing of swarms.
@NullMarked
package dev.panal.app.tracker;

import org.jspecify.annotations.NullMarked;
