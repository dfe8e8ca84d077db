package dev.panal.platform.hash;

import dev.panal.io.Disk.HashAlgorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The digest of one stream at a time; what is finished begins anew.
sealed interface StreamDigest {
  /// @param bytes direct memory; consumed
  void update(ByteBuffer bytes);

  byte[] finish();

  /// What every JDK has.
  record Jdk(MessageDigest digest) implements StreamDigest {
    static Jdk of(HashAlgorithm algorithm) {
      try {
        return new Jdk(MessageDigest.getInstance(name(algorithm)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + name(algorithm), e);
      }
    }

    private static String name(HashAlgorithm algorithm) {
      return switch (algorithm) {
        case SHA1 -> "SHA-1";
        case SHA256 -> "SHA-256";
      };
    }

    @Override
    public void update(ByteBuffer bytes) {
      digest.update(bytes);
    }

    @Override
    public byte[] finish() {
      return digest.digest();
    }
  }

  /// OpenSSL's, which is as fast on the first byte as on the last.
  record OpenSsl(Libcrypto.Digest digest) implements StreamDigest {
    @Override
    public void update(ByteBuffer bytes) {
      digest.update(bytes);
    }

    @Override
    public byte[] finish() {
      return digest.finish();
    }
  }
}
