package dev.panal.tracker;

import java.util.random.RandomGenerator;

/// SipHash-2-4 with a secret key, for messages of exactly three 64-bit words.
///
/// Info-hashes, peer ids and addresses are chosen by strangers. With a hash they cannot compute
/// they can neither make tables degenerate nor guess a connection id.
final class SipHash {
  /// The length of the message, 24 bytes, where the algorithm wants it: in the top byte of the last
  /// word.
  private static final long LENGTH_WORD = 24L << 56;

  private final long key0;
  private final long key1;

  SipHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  static SipHash random(RandomGenerator random) {
    return new SipHash(random.nextLong(), random.nextLong());
  }

  long hash(long a, long b, long c) {
    long v0 = key0 ^ 0x736f6d6570736575L;
    long v1 = key1 ^ 0x646f72616e646f6dL;
    long v2 = key0 ^ 0x6c7967656e657261L;
    long v3 = key1 ^ 0x7465646279746573L;
    for (int word = 0; word < 4; word++) {
      long m = word == 0 ? a : word == 1 ? b : word == 2 ? c : LENGTH_WORD;
      v3 ^= m;
      for (int round = 0; round < 2; round++) {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= m;
    }
    v2 ^= 0xff;
    for (int round = 0; round < 4; round++) {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}
