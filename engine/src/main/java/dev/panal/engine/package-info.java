/// (to be written)
@NullMarked
package dev.panal.engine;

import org.jspecify.annotations.NullMarked;
