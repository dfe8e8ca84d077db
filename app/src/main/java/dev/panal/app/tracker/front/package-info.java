/// The tracker's HTTP port: connections, their limits, and the order in which requests are offered.
///
/// Announces come first and never leave Jetty's selector thread until they are posted to the
/// tracker's loop. Everything else is offered to the rooms, one after the other, on a virtual
/// thread that may block, behind the rules for browsers
/// ([dev.panal.app.tracker.front.BrowserGuard]). A room answers the paths that are its own and
/// returns false for others. Rooms that keep a request open (event streams, long polls) write
/// something every few seconds or tell `Request.addIdleTimeoutListener` to ignore the idle timeout.
/// The address of the client is that of the request's `ConnectionMetaData`.
@NullMarked
package dev.panal.app.tracker.front;

import org.jspecify.annotations.NullMarked;
