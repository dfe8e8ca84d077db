/// Tests of the encrypted handshake.
@NullMarked
package dev.panal.engine.mse;

import org.jspecify.annotations.NullMarked;
