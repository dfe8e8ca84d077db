package dev.panal.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OriginalsTest {
  @Test
  void filesAreOfManyKinds(@TempDir Path folder) throws IOException {
    long bytes = 1_500_000;
    long[] heard = new long[1];
    Originals made = Originals.write(folder.resolve("x"), bytes, count -> heard[0] += count);
    assertThat(made.bytes()).isEqualTo(bytes);
    assertThat(heard[0]).isEqualTo(bytes);
    FolderComparison all = FolderComparison.of(folder.resolve("x"), folder.resolve("x"), _ -> {});
    assertThat(all.bytes()).isEqualTo(bytes);
    assertThat(all.files()).isEqualTo(made.files());
    assertThat(folder.resolve("x").resolve("empty")).isEmptyFile();
    assertThat(folder.resolve("x").resolve("one byte")).hasSize(1);
  }
}
