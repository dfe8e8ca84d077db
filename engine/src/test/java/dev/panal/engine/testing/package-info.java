/// Small fakes of the ports for the engine's own unit tests: a loop with virtual time, a buffer
/// pool that counts, a disk in memory that can fail, stall and crash. No network. The worlds of
/// `dev.panal.simulator` are the real thing, but they cannot be used from below.
@NullMarked
package dev.panal.engine.testing;

import org.jspecify.annotations.NullMarked;
