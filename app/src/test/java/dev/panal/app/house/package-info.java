/// Tests of the house itself: who may use whom, and that sources are tidy. They look at every
/// module.
@NullMarked
package dev.panal.app.house;

import org.jspecify.annotations.NullMarked;
