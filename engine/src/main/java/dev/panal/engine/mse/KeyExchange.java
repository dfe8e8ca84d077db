package dev.panal.engine.mse;

import dev.panal.wire.ProtocolException;
import java.math.BigInteger;
import java.util.random.RandomGenerator;

/// One side of the Diffie-Hellman exchange: group of 768 bits, generator 2, an exponent of 160
/// bits.
final class KeyExchange {
  static final int KEY_BYTES = 96;

  static final BigInteger PRIME =
      new BigInteger(
          "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
              + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
              + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A63A36210000000000090563",
          16);

  private static final int EXPONENT_BYTES = 20;

  private final BigInteger exponent;

  KeyExchange(RandomGenerator random) {
    byte[] bytes = new byte[EXPONENT_BYTES];
    random.nextBytes(bytes);
    this.exponent = new BigInteger(1, bytes);
  }

  /// What the other side is told.
  byte[] ours() {
    return bytes(BigInteger.TWO.modPow(exponent, PRIME));
  }

  /// @throws ProtocolException if `theirs` gives a secret that everybody knows
  byte[] secret(byte[] theirs) {
    BigInteger key = new BigInteger(1, theirs);
    if (key.compareTo(BigInteger.ONE) <= 0 || key.compareTo(PRIME.subtract(BigInteger.ONE)) >= 0) {
      throw new ProtocolException("encrypted handshake: not a key");
    }
    return bytes(key.modPow(exponent, PRIME));
  }

  private static byte[] bytes(BigInteger number) {
    byte[] digits = number.toByteArray();
    byte[] bytes = new byte[KEY_BYTES];
    // With a zero in front for the sign, or shorter.
    int count = Math.min(digits.length, KEY_BYTES);
    System.arraycopy(digits, digits.length - count, bytes, KEY_BYTES - count, count);
    return bytes;
  }
}
