/// (to be written)
@NullMarked
package dev.panal.app;

import org.jspecify.annotations.NullMarked;
