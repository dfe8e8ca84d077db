package dev.panal.platform.hash.x86;

/// The widths of vectors, by what a processor calls them.
enum Width {
  AVX(4, 0),
  AVX2(8, 1),
  /// AVX-512 F and BW: twice as many registers, rotations, and any function of three in one step.
  AVX512(16, 2);

  private final int lanes;
  private final int lengthBits;

  Width(int lanes, int lengthBits) {
    this.lanes = lanes;
    this.lengthBits = lengthBits;
  }

  /// How the length of vectors is said in VEX and EVEX.
  int lengthBits() {
    return lengthBits;
  }

  /// Words of 32 bits in a vector.
  int lanes() {
    return lanes;
  }

  /// Quarters of 128 bits, within which most shuffles stay.
  int quarters() {
    return lanes / 4;
  }

  boolean wide() {
    return this == AVX512;
  }
}
