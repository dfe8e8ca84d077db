/// (to be written)
@NullMarked
package dev.panal.simulator;

import org.jspecify.annotations.NullMarked;
