package dev.panal.platform.foreign;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// A C function of up to six numbers or addresses, which gives one or nothing.
///
/// All of them are called through one method handle, as functions of six longs: the JVM generates
/// classes for every shape of call and for every place that calls, 71 of them on the way to a first
/// download, which is a part of every start that is felt. The calling conventions of 64-bit
/// machines allow it: what fits into a register is passed in one, in the same one whether it is an
/// int, a long or an address, and a function does not look at what it was given too much. So not
/// for functions of a variable number of arguments (`printf`, `open`), of floating point or
/// structures.
///
/// Addresses go as numbers: the caller sees to it that the memory outlives the call
/// ([java.lang.ref.Reference#reachabilityFence]).
public final class ForeignFunction {
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG));

  private final MemorySegment code;

  private ForeignFunction(MemorySegment code) {
    this.code = code;
  }

  /// The function whose code begins at this address.
  public static ForeignFunction at(MemorySegment code) {
    return new ForeignFunction(code);
  }

  /// The function of this name.
  ///
  /// @throws java.util.NoSuchElementException if the library has none
  public static ForeignFunction named(SymbolLookup library, String name) {
    return new ForeignFunction(library.findOrThrow(name));
  }

  /// A function of the C library.
  public static ForeignFunction ofSystem(String name) {
    return named(Linker.nativeLinker().defaultLookup(), name);
  }

  /// Calls a function of at most three arguments.
  public long call(long a, long b, long c) {
    return call(a, b, c, 0, 0, 0);
  }

  /// Calls the function; arguments it does not have are zeros.
  ///
  /// @return what it returned. Of one that returns an int, only the lower half means something; of
  ///   one that returns nothing, nothing does
  public long call(long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL.invokeExact(code, a, b, c, d, e, f);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable thrown) { // method handles declare it; C throws nothing
      throw new IllegalStateException(thrown);
    }
  }
}
