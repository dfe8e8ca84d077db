package dev.panal.platform.hash.x86;

/// SHA-1 (FIPS 180-4, section 6.1.2), one stream in each lane.
///
/// A round is `e += rol(a, 5) + f(b, c, d) + K + W; b = rol(b, 30)`, after which the five change
/// their names. The words after the first 16 are made one round before they are used, in the place
/// of the one that is not needed any more.
final class Sha1Kernel {
  static final int[] INITIAL = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  static final int[] CONSTANTS = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};

  private static final int ROUNDS = 80;
  private static final int PHASE = 20;

  private final VectorCode code;
  private final int[] names;

  private Sha1Kernel(Width width) {
    code = new VectorCode(width);
    names = code.state(INITIAL.length);
  }

  static byte[] code(Width width) {
    Sha1Kernel kernel = new Sha1Kernel(width);
    kernel.code.loop(kernel.names, kernel::rounds);
    return kernel.code.bytes();
  }

  private void rounds() {
    for (int t = 0; t < ROUNDS; t++) {
      round(t);
    }
  }

  private void round(int t) {
    int a = name(0, t);
    int b = name(1, t);
    int c = name(2, t);
    int d = name(3, t);
    int e = name(4, t);
    int sum = code.spare(0);
    code.add(sum, word(t), code.constant(t / PHASE));
    code.add(e, e, sum);
    int f = code.spare(1);
    switch (t / PHASE) {
      case 0 -> code.choose(f, b, c, d);
      case 2 -> code.majority(f, b, c, d, code.spare(2));
      default -> code.parity(f, b, c, d);
    }
    code.add(e, e, f);
    code.rotateLeft(sum, a, 5, code.spare(2));
    code.add(e, e, sum);
    code.rotateLeft(b, b, 30, code.spare(2));
  }

  /// The register that is called `a` (0) to `e` (4) in round `t`.
  private int name(int letter, int t) {
    return names[Math.floorMod(letter - t, names.length)];
  }

  private int word(int t) {
    int word = code.word(t, code.spare(3));
    if (t >= 16) {
      code.xorBoth(word, code.wordOperand(t - 3), code.wordOperand(t - 8));
      code.xor(word, word, code.wordOperand(t - 14));
      code.rotateLeft(word, word, 1, code.spare(4));
      code.putWord(t, word);
    }
    return word;
  }
}
