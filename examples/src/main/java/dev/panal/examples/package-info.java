/// (to be written)
@NullMarked
package dev.panal.examples;

import org.jspecify.annotations.NullMarked;
