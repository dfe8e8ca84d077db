package dev.panal.platform.hash.x86;

/// Where an instruction finds its last source. Prefixes hold the bits of numbers that do not fit
/// elsewhere, in two places called B and X.
sealed interface Operand {
  int bitB();

  int bitX();

  /// A vector register.
  record Register(int number) implements Operand {
    @Override
    public int bitB() {
      return number >> 3;
    }

    @Override
    public int bitX() {
      return number >> 4;
    }
  }

  /// Memory at `base + displacement`, or `base + index + displacement`; [#NONE] for no index.
  record Memory(int base, int index, int displacement) implements Operand {
    static final int NONE = -1;

    static Memory at(int base, int displacement) {
      return new Memory(base, NONE, displacement);
    }

    @Override
    public int bitB() {
      return base >> 3;
    }

    @Override
    public int bitX() {
      return index == NONE ? 0 : index >> 3;
    }
  }
}
