package dev.panal.platform.hash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.io.Disk.HashAlgorithm;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One stream at a time: OpenSSL, where it is installed, says what the JDK says.
final class StreamDigestTest {
  @ParameterizedTest
  @EnumSource(HashAlgorithm.class)
  void openSslAndTheJdkAgree(HashAlgorithm algorithm) {
    Optional<Libcrypto> library = Libcrypto.load();
    StreamDigest jdk = StreamDigest.Jdk.of(algorithm);
    StreamDigest openSsl =
        library.isPresent()
            ? new StreamDigest.OpenSsl(library.get().digest(algorithm))
            : StreamDigest.Jdk.of(algorithm);
    Random random = new Random(1);
    for (int length = 0; length < 2_000; length += 61) {
      byte[] content = new byte[length];
      random.nextBytes(content);
      for (int from = 0; from < length; from += 777) {
        ByteBuffer part =
            ByteBuffer.allocateDirect(777).put(content, from, Math.min(777, length - from)).flip();
        jdk.update(part.duplicate());
        openSsl.update(part);
        assertThat(part.hasRemaining()).isFalse();
      }
      assertThat(openSsl.finish()).hasSize(algorithm.digestBytes()).isEqualTo(jdk.finish());
    }
  }
}
