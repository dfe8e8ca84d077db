/// Calls of C functions.
///
/// [ForeignFunction] is all there is: one shape of call for every function, because each further
/// shape costs a start some milliseconds. Knows no library; where a function comes from is the
/// business of whoever calls it.
@NullMarked
package dev.panal.platform.foreign;

import org.jspecify.annotations.NullMarked;
