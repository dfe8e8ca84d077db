package dev.panal.app.tracker.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {
  @TempDir static Path folder;

  private static TlsFiles rsa;
  private static TlsFiles ec;

  @BeforeAll
  static void make() throws Exception {
    rsa = Certificates.make(folder, "rsa", "RSA");
    ec = Certificates.make(folder, "ec", "EC");
  }

  /// Believes everybody, and notes whom.
  private static final class Credulous extends X509ExtendedTrustManager {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      seen.add(chain[0].getSubjectX500Principal().getName());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /// Asks for `/one` over TLS.
  ///
  /// @return the name in the certificate and the answer
  private static String ask(int port) throws Exception {
    Credulous credulous = new Credulous();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {credulous}, new SecureRandom());
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET /one HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      return credulous.seen + " " + answer;
    }
  }

  @Test
  void onePortSpeaksBoth() throws Exception {
    for (TlsFiles files : List.of(rsa, ec)) {
      try (Front front =
          new Front(
              List.of(), Optional.of(files), FrontLimits.defaults(), new Front.Room("/one"))) {
        assertThat(ask(front.port)).contains("HTTP/1.1 200").contains("https://x");
        assertThat(RawHttp.get(front.port, "/one"))
            .startsWith("HTTP/1.1 200")
            .contains("http://localhost");
        assertThat(front.http().secure()).isTrue();
      }
    }
  }

  @Test
  void aNewCertificateIsUsedWithoutARestart() throws Exception {
    Path certificate = folder.resolve("now.pem");
    Path key = folder.resolve("now.key.pem");
    copy(rsa, certificate, key);
    List<String> trouble = new CopyOnWriteArrayList<>();
    Tls tls = new Tls(new TlsFiles(certificate, key), trouble::add);
    Files.copy(ec.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(certificate, FileTime.fromMillis(1));
    tls.renew();
    assertThat(trouble).singleElement().asString().contains("--tls-key").contains("is used on");
    copy(ec, certificate, key);
    tls.renew();
    tls.renew();
    assertThat(trouble).hasSize(1);
  }

  private static void copy(TlsFiles from, Path certificate, Path key) throws IOException {
    Files.copy(from.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.key(), key, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void wrongFilesAreNamed() throws Exception {
    Path missing = folder.resolve("missing.pem");
    Path text = Files.writeString(folder.resolve("text.pem"), "not a certificate");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path old = folder.resolve("old.key.pem");
    Certificates.pem(old, "RSA PRIVATE KEY", new byte[100]);
    Path broken = folder.resolve("broken.key.pem");
    Certificates.pem(broken, "PRIVATE KEY", new byte[100]);
    TlsFiles other = Certificates.make(folder, "other", "RSA");
    refused(new TlsFiles(missing, rsa.key()), "--tls-certificate " + missing, "no such file");
    refused(new TlsFiles(text, rsa.key()), "--tls-certificate " + text, "no certificate");
    refused(new TlsFiles(empty, rsa.key()), "--tls-certificate " + empty, "no certificate");
    refused(new TlsFiles(rsa.certificate(), missing), "--tls-key " + missing, "no such file");
    refused(new TlsFiles(rsa.certificate(), text), "--tls-key " + text, "no private key");
    refused(new TlsFiles(rsa.certificate(), old), "--tls-key " + old, "openssl pkcs8");
    refused(new TlsFiles(rsa.certificate(), broken), "--tls-key " + broken, "is no RSA key");
    refused(new TlsFiles(rsa.certificate(), ec.key()), "--tls-key " + ec.key(), "is no RSA key");
    refused(
        new TlsFiles(rsa.certificate(), other.key()),
        "--tls-key " + other.key(),
        "is not the key of the certificate in " + rsa.certificate());
  }

  private static void refused(TlsFiles files, String name, String why) {
    assertThatThrownBy(files::read)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(name)
        .hasMessageContaining(why);
  }
}
