package dev.panal.platform.hash.x86;

import dev.panal.platform.foreign.ForeignFunction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

  private static final int NO_FILE = -1;
  private static final long MAP_FAILED = -1;

  private CodeMemory() {}

  /// @return where the code is; empty if the system does not allow it
  static Optional<MemorySegment> place(byte[] code) {
    ForeignFunction mmap = ForeignFunction.ofSystem("mmap");
    ForeignFunction mprotect = ForeignFunction.ofSystem("mprotect");
    long pages =
        mmap.call(0, code.length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, NO_FILE, 0);
    if (pages == MAP_FAILED) {
      return Optional.empty();
    }
    MemorySegment place = MemorySegment.ofAddress(pages).reinterpret(code.length);
    MemorySegment.copy(code, 0, place, ValueLayout.JAVA_BYTE, 0, code.length);
    int refused = (int) mprotect.call(pages, code.length, PROT_READ | PROT_EXEC);
    return refused == 0 ? Optional.of(place) : Optional.empty();
  }
}
