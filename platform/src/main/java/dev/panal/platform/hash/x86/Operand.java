package dev.panal.platform.hash.x86;

/// Where an instruction finds its last source.
sealed interface Operand {
  /// A vector register.
  record Register(int number) implements Operand {}

  /// Memory at `base + displacement`, or `base + index + displacement`; [#NONE] for no index.
  record Memory(int base, int index, int displacement) implements Operand {
    static final int NONE = -1;

    static Memory at(int base, int displacement) {
      return new Memory(base, NONE, displacement);
    }
  }
}
