package dev.panal.tracker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What the nodes of a ring know in common, for each purpose something else.
final class RingSecrets {
  private final byte[] secret;

  RingSecrets(byte[] secret) {
    this.secret = secret.clone();
  }

  SipHash hash(String purpose) {
    ByteBuffer bytes = derived(purpose);
    return new SipHash(bytes.getLong(), bytes.getLong());
  }

  /// Something that may be shown.
  String name(String purpose) {
    return HexFormat.of().toHexDigits(derived(purpose).getInt());
  }

  private ByteBuffer derived(String purpose) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(secret);
      return ByteBuffer.wrap(digest.digest(purpose.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
