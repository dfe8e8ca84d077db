/// (to be written)
@NullMarked
package dev.panal.tracker;

import org.jspecify.annotations.NullMarked;
