package dev.panal.app.tracker.front;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/// Makes certificates with the JDK's own tool and writes them the way others hand them out.
final class Certificates {
  private static final char[] PASSWORD = "password".toCharArray();

  private Certificates() {}

  /// Writes `NAME.pem` and `NAME.key.pem` into `folder`.
  static TlsFiles make(Path folder, String name, String algorithm)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException(Files.readString(folder.resolve("keytool.log")));
    }
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD);
    }
    Path certificate = folder.resolve(name + ".pem");
    Path key = folder.resolve(name + ".key.pem");
    pem(certificate, "CERTIFICATE", made.getCertificate("key").getEncoded());
    pem(key, "PRIVATE KEY", made.getKey("key", PASSWORD).getEncoded());
    return new TlsFiles(certificate, key);
  }

  static void pem(Path file, String what, byte[] bytes) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(bytes)));
  }
}
