package dev.panal.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// What becomes of the words that the nodes of a ring share: one key, stretched so that trying many
/// words is slow, and from it a key for each purpose, none of which tells anything of another.
final class RingSecret {
  /// Some 100 ms, once at the start; for whoever tries words, each time.
  private static final int STRETCHING = 200_000;

  private static final int KEY_BYTES = 32;

  private final SecretKey key;

  /// @param ring the ring's name, so that the same words open no other ring
  RingSecret(String ring, String words) {
    byte[] salt = ("panal ring " + ring).getBytes(StandardCharsets.UTF_8);
    PBEKeySpec spec = new PBEKeySpec(words.toCharArray(), salt, STRETCHING, KEY_BYTES * 8);
    try {
      byte[] stretched =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      key = new SecretKeySpec(stretched, "HKDF");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2", e);
    }
  }

  /// @param purpose a label; 32 bytes that are the same on every node
  byte[] derive(String purpose) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.expandOnly(
                  key, purpose.getBytes(StandardCharsets.UTF_8), KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HKDF", e);
    }
  }
}
