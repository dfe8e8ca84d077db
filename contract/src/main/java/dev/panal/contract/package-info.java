/// (to be written)
@NullMarked
package dev.panal.contract;

import org.jspecify.annotations.NullMarked;
