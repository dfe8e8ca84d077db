/// What every implementation of a port must do, as tests that the real and the virtual world both
/// run.
///
/// A world takes part by implementing [dev.panal.contract.WorldUnderTest] and by extending each
/// `…Contract` in its own tests. The tests read the javadoc of `dev.panal.io` and nothing else:
/// what is not promised there is not tested here. They run on the test's thread; everything they
/// touch of a world they touch on its loop. Nothing here may use an implementation of a port.
@NullMarked
package dev.panal.contract;

import org.jspecify.annotations.NullMarked;
