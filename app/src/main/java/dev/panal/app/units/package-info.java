/// Sizes, rates and times as people write and read them; the one place that parses and prints them.
/// Pure functions.
@NullMarked
package dev.panal.app.units;

import org.jspecify.annotations.NullMarked;
