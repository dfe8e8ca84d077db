package dev.panal.app.tracker.front;

import dev.panal.app.console.Failures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A certificate with those that lead to its issuer, and its private key, both as PEM, the way
/// Let's Encrypt and everybody else hands them out.
public record TlsFiles(Path certificate, Path key) {
  /// A chain is some ten KiB; more is a wrong file.
  private static final int MAX_FILE_BYTES = 1 << 20;

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ((?:\\w+ )*PRIVATE KEY)-----([^-]*)-----END \\1-----");

  private static final char[] NO_PASSWORD = {};

  /// Reads both.
  ///
  /// @throws IOException if one of them is not what it should be; the message names the option and
  ///   the file and says what to do
  KeyStore read() throws IOException {
    List<X509Certificate> chain = certificates();
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey privateKey = privateKey(publicKey.getAlgorithm());
    try {
      if (!belong(privateKey, publicKey)) {
        throw new IOException(keyName() + ": is not the key of the certificate in " + certificate);
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("tracker", privateKey, NO_PASSWORD, chain.toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException(keyName() + ": " + e.getMessage(), e);
    }
  }

  private String keyName() {
    return "--tls-key " + key;
  }

  private List<X509Certificate> certificates() throws IOException {
    String name = "--tls-certificate " + certificate;
    byte[] bytes = bytes(certificate, name);
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(name + ": is no certificate in PEM format", e);
    }
    throw new IOException(name + ": there is no certificate in it");
  }

  private PrivateKey privateKey(String algorithm) throws IOException {
    String text = new String(bytes(key, keyName()), StandardCharsets.ISO_8859_1);
    Matcher found = KEY.matcher(text);
    if (!found.find()) {
      throw new IOException(keyName() + ": there is no private key in PEM format in it");
    }
    if (!found.group(1).equals("PRIVATE KEY")) {
      throw new IOException(
          keyName()
              + ": is a "
              + found.group(1)
              + "; make a plain one of it: openssl pkcs8 -topk8 -nocrypt -in "
              + key
              + " -out new-key.pem");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(found.group(2));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          keyName() + ": is no " + algorithm + " key, which is what the certificate needs", e);
    }
  }

  private static byte[] bytes(Path file, String name) throws IOException {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new IOException("is too large for a certificate or key");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException(name + ": " + Failures.reason(e), e);
    }
  }

  private static boolean belong(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm = signature(publicKey.getAlgorithm());
    if (algorithm == null) {
      return true;
    }
    byte[] text = "panal".getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(privateKey);
    signer.update(text);
    byte[] signed = signer.sign();
    signer.initVerify(publicKey);
    signer.update(text);
    return signer.verify(signed);
  }

  private static @Nullable String signature(String key) {
    return switch (key) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      case "EdDSA" -> "EdDSA";
      default -> null;
    };
  }
}
