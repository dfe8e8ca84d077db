package dev.panal.platform.hash.x86;

/// SHA-256 (FIPS 180-4, section 6.2.2), one stream in each lane.
final class Sha256Kernel {
  static final int[] INITIAL = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19
  };

  static final int[] CONSTANTS = {
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2
  };

  private final VectorCode code;
  private final int[] names;

  private Sha256Kernel(Width width) {
    code = new VectorCode(width);
    names = code.state(INITIAL.length);
  }

  static byte[] code(Width width) {
    Sha256Kernel kernel = new Sha256Kernel(width);
    kernel.code.loop(kernel.names, kernel::rounds);
    return kernel.code.bytes();
  }

  private void rounds() {
    for (int t = 0; t < CONSTANTS.length; t++) {
      round(t);
    }
  }

  private void round(int t) {
    int a = name(0, t);
    int d = name(3, t);
    int e = name(4, t);
    int h = name(7, t);
    code.add(code.spare(0), word(t), code.constant(t));
    code.add(h, h, code.spare(0));
    code.choose(code.spare(1), e, name(5, t), name(6, t));
    code.add(h, h, code.spare(1));
    code.rotations(code.spare(0), e, 6, 11, 25, code.spare(1), code.spare(2));
    code.add(h, h, code.spare(0));
    code.add(d, d, h);
    code.majority(code.spare(1), a, name(1, t), name(2, t), code.spare(2));
    code.add(h, h, code.spare(1));
    code.rotations(code.spare(0), a, 2, 13, 22, code.spare(1), code.spare(2));
    code.add(h, h, code.spare(0));
  }

  /// The register that is called `a` (0) to `h` (7) in round `t`.
  private int name(int letter, int t) {
    return names[Math.floorMod(letter - t, names.length)];
  }

  private int word(int t) {
    int word = code.word(t, code.spare(3));
    if (t >= 16) {
      code.add(word, word, code.wordOperand(t - 7));
      int early = code.word(t - 15, code.spare(4));
      code.rotationsAndShift(code.spare(5), early, 7, 18, 3, code.spare(6), code.spare(7));
      code.add(word, word, code.spare(5));
      int late = code.word(t - 2, code.spare(4));
      code.rotationsAndShift(code.spare(5), late, 17, 19, 10, code.spare(6), code.spare(7));
      code.add(word, word, code.spare(5));
      code.putWord(t, word);
    }
    return word;
  }
}
