/// Machine code for x86-64 that hashes several streams at once, one in each lane of a vector.
///
/// An assembler of the few instructions it takes ([Assembler]), a layer that hides what the three
/// widths can and cannot do ([VectorCode]), the two kernels written with it ([Sha1Kernel],
/// [Sha256Kernel]), and memory that may be executed ([CodeMemory]). Why not the Vector API of the
/// JDK: `docs/adr`. Works on Linux, whose calling convention and `mmap` it knows; elsewhere
/// [LaneCode] is empty. No threads, no state.
@NullMarked
package dev.panal.platform.hash.x86;

import org.jspecify.annotations.NullMarked;
