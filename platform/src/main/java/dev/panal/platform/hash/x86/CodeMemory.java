package dev.panal.platform.hash.x86;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Memory that may be executed. It is written first and made executable then, never both at once;
/// it stays for as long as the process does, since kernels are few and used until the end.
final class CodeMemory {
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;
  private static final int MAP_PRIVATE = 2;

  /// Linux; other systems have another number.
  private static final int MAP_ANONYMOUS = 0x20;

  private static final long MAP_FAILED = -1;

  private final Linker linker = Linker.nativeLinker();

  /// @return where the code is; empty if the system does not allow it
  Optional<MemorySegment> place(byte[] code) throws Throwable {
    MethodHandle mmap =
        function(
            "mmap",
            FunctionDescriptor.of(
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG));
    MethodHandle mprotect =
        function(
            "mprotect",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));
    MemorySegment pages =
        (MemorySegment)
            mmap.invokeExact(
                MemorySegment.NULL,
                (long) code.length,
                PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS,
                -1,
                0L);
    if (pages.address() == MAP_FAILED) {
      return Optional.empty();
    }
    MemorySegment.copy(
        code, 0, pages.reinterpret(code.length), ValueLayout.JAVA_BYTE, 0, code.length);
    int refused = (int) mprotect.invokeExact(pages, (long) code.length, PROT_READ | PROT_EXEC);
    return refused == 0 ? Optional.of(pages) : Optional.empty();
  }

  private MethodHandle function(String name, FunctionDescriptor descriptor) {
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }
}
