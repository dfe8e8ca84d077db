package dev.panal.app.tracker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HashListTest {
  private static final String ONE = "0123456789abcdef0123456789abcdef01234567";
  private static final String TWO = "A".repeat(40);

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("list"), text);
  }

  @Test
  void hashesStandOneALine() throws IOException {
    String text =
        "# ours\n" + ONE + "\r\n\n  " + TWO + "   # a comment\n" + ONE + "\n" + "b".repeat(64);
    assertThat(HashList.read(file(text)))
        .containsExactly(InfoHash.ofHex(ONE), InfoHash.ofHex(TWO), InfoHash.ofHex("b".repeat(40)));
    assertThat(HashList.read(file(""))).isEmpty();
  }

  @Test
  void aWrongLineIsNamed() throws IOException {
    for (String wrong : new String[] {"no hash", ONE + "0", "a".repeat(63), ONE + " " + TWO, "é"}) {
      assertThatThrownBy(() -> HashList.read(file(ONE + "\n\n" + wrong + "\n")))
          .as(wrong)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(folder.resolve("list") + ":3: is no info-hash");
    }
    Files.write(folder.resolve("list"), new byte[] {'#', '\n', (byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> HashList.read(folder.resolve("list")))
        .hasMessageContaining("is no text");
    assertThatThrownBy(() -> HashList.read(folder.resolve("none")))
        .hasMessage(folder.resolve("none") + ": no such file or folder");
  }
}
