package dev.panal.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// A key and a certificate that every node makes for itself from the ring's secret, so that all
/// have the same: whoever can show it knows the secret, and nothing has to be installed anywhere.
///
/// The certificate is the least that TLS accepts, written out here because the JDK has no public
/// way to make one: names, dates and extensions mean nothing, as nobody looks at them. A peer is
/// trusted if its certificate is this one, byte by byte; TLS then makes it prove that it has the
/// key.
final class RingCertificate {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OBJECT = 0x06;
  private static final int TEXT = 0x0C;
  private static final int TIME = 0x18;

  private static final byte[] ED25519 = {0x2B, 0x65, 0x70};
  private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
  private static final char[] NO_PASSWORD = new char[0];

  private RingCertificate() {}

  static SSLContext context(RingSecret secret) {
    try {
      KeyPair pair = pair(secret.derive("certificate"));
      byte[] encoded = encode(pair);
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(encoded));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry(
          "ring", pair.getPrivate(), NO_PASSWORD, new X509Certificate[] {certificate});
      KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(
          keys.getKeyManagers(),
          new TrustManager[] {new OnlyThis(certificate)},
          new SecureRandom());
      return context;
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException("cannot make the ring's certificate", e);
    }
  }

  /// A pair is made of 32 random bytes; here they are the seed.
  private static KeyPair pair(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(255, new Given(seed));
    return generator.generateKeyPair();
  }

  private static byte[] encode(KeyPair pair) throws GeneralSecurityException {
    byte[] algorithm = der(SEQUENCE, der(OBJECT, ED25519));
    byte[] name =
        der(
            SEQUENCE,
            der(SET, der(SEQUENCE, der(OBJECT, COMMON_NAME), der(TEXT, ascii("panal ring")))));
    byte[] always =
        der(SEQUENCE, der(TIME, ascii("20200101000000Z")), der(TIME, ascii("99991231235959Z")));
    byte[] contents =
        der(
            SEQUENCE,
            der(INTEGER, new byte[] {1}),
            algorithm,
            name,
            always,
            name,
            pair.getPublic().getEncoded());
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(pair.getPrivate());
    signer.update(contents);
    return der(SEQUENCE, contents, algorithm, der(BIT_STRING, new byte[] {0}, signer.sign()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Tag, length, contents.
  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      contents.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (contents.size() < 0x80) {
      out.write(contents.size());
    } else {
      out.write(0x82); // two bytes of length: nothing here is longer
      out.write(contents.size() >> 8);
      out.write(contents.size());
    }
    out.writeBytes(contents.toByteArray());
    return out.toByteArray();
  }

  /// Chance that is none.
  private static final class Given extends SecureRandom {
    private final byte[] bytes;

    Given(byte[] bytes) {
      super(null, null);
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] target) {
      if (target.length != bytes.length) {
        throw new IllegalStateException("an Ed25519 key is made of 32 bytes");
      }
      System.arraycopy(bytes, 0, target, 0, target.length);
    }
  }

  private static final class OnlyThis extends X509ExtendedTrustManager {
    private final X509Certificate ours;

    OnlyThis(X509Certificate ours) {
      this.ours = ours;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (chain.length != 1 || !ours.equals(chain[0])) {
        throw new CertificateException("another secret, or another ring");
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
