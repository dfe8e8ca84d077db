package dev.panal.engine.mse;

import dev.panal.wire.InfoHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hashes of the encrypted handshake; the specification writes them `HASH('req1', S)`.
final class Hashes {
  static final int LENGTH = 20;

  private Hashes() {}

  /// By which the responder knows that the initiator has the secret.
  static byte[] req1(byte[] secret) {
    return sha1("req1", secret);
  }

  /// By which a torrent is named.
  static byte[] req2(InfoHash infoHash) {
    return sha1("req2", infoHash.bytes());
  }

  /// By which the name of the torrent is masked.
  static byte[] req3(byte[] secret) {
    return sha1("req3", secret);
  }

  /// The key of the cipher from the initiator to the responder.
  static byte[] keyA(byte[] secret, InfoHash infoHash) {
    return sha1("keyA", secret, infoHash.bytes());
  }

  /// The key of the cipher from the responder to the initiator.
  static byte[] keyB(byte[] secret, InfoHash infoHash) {
    return sha1("keyB", secret, infoHash.bytes());
  }

  static byte[] xor(byte[] one, byte[] other) {
    byte[] both = one.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] ^= other[i];
    }
    return both;
  }

  private static byte[] sha1(String name, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(name.getBytes(StandardCharsets.US_ASCII));
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
