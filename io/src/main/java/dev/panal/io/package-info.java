/// The ports: everything of the world that engine and tracker may touch, as narrow interfaces.
///
/// Two worlds implement them, the real one (`dev.panal.platform`) and the virtual one
/// (`dev.panal.simulator`); `dev.panal.contract` holds the tests that both pass. All callbacks
/// arrive on the [dev.panal.io.EventLoop] that was given with the port, one at a time; nothing here
/// blocks, and nothing here may be called from another thread unless it says so.
@NullMarked
package dev.panal.io;

import org.jspecify.annotations.NullMarked;
