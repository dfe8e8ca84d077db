/// Tests of the storage room, on fakes.
@NullMarked
package dev.panal.engine.storage;

import org.jspecify.annotations.NullMarked;
