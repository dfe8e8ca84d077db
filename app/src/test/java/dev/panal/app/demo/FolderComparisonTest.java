package dev.panal.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderComparisonTest {
  /// More than a step, and no multiple of one.
  private static final int LENGTH = 700_001;

  @TempDir Path folder;
  private Path original;
  private Path copy;
  private Path far;

  @BeforeEach
  void makeFolders() throws IOException {
    original = folder.resolve("original");
    copy = folder.resolve("copy");
    byte[] content = new byte[LENGTH];
    new Random(1).nextBytes(content);
    for (Path one : new Path[] {original, copy}) {
      Files.createDirectories(one.resolve("sub").resolve("empty folder"));
      Files.write(one.resolve("sub").resolve("far.bin"), content);
      Files.write(one.resolve("one"), new byte[] {7});
      Files.createFile(one.resolve("empty"));
    }
    far = copy.resolve("sub").resolve("far.bin");
  }

  private FolderComparison compare() throws IOException {
    return FolderComparison.of(original, copy, _ -> {});
  }

  @Test
  void aTrueCopyIsEqualToTheLastByte() throws IOException {
    assertThat(compare()).isEqualTo(new FolderComparison(3, LENGTH + 1, List.of()));
    assertThat(compare().equal()).isTrue();
  }

  @Test
  void findsAFlippedBit() throws IOException {
    byte[] content = Files.readAllBytes(far);
    content[LENGTH - 1] ^= 1;
    Files.write(far, content);
    assertThat(compare().differences())
        .containsExactly("sub/far.bin differs at byte " + (LENGTH - 1));
    assertThat(compare().bytes()).isEqualTo(1);
  }

  @Test
  void findsAMissingFile() throws IOException {
    Files.delete(copy.resolve("empty"));
    assertThat(compare().differences()).containsExactly("empty is missing");
  }

  @Test
  void findsAMissingFolder() throws IOException {
    assertThat(FolderComparison.of(original, folder.resolve("nowhere"), _ -> {}).differences())
        .hasSize(3);
  }

  @Test
  void findsAFileTooMany() throws IOException {
    Files.createFile(copy.resolve("surplus"));
    assertThat(compare().differences()).containsExactly("surplus is not in the original");
  }

  @Test
  void findsALongerFile() throws IOException {
    Files.write(far, new byte[] {0}, StandardOpenOption.APPEND);
    assertThat(compare().differences())
        .containsExactly("sub/far.bin has " + (LENGTH + 1) + " bytes in place of " + LENGTH);
  }

  @Test
  void saysHowManyMore() throws IOException {
    Files.delete(copy.resolve("empty"));
    Files.delete(copy.resolve("one"));
    assertThat(compare().summary()).isEqualTo("empty is missing, and 1 more");
  }

  @Test
  void tellsHowFarItIs() throws IOException {
    long[] seen = new long[1];
    FolderComparison.of(original, copy, bytes -> seen[0] += bytes);
    assertThat(seen[0]).isEqualTo(LENGTH + 1);
  }
}
