/// (to be written)
@NullMarked
package dev.panal.platform;

import org.jspecify.annotations.NullMarked;
