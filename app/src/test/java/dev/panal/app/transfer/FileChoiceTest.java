package dev.panal.app.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.app.console.CommandFailure;
import dev.panal.wire.metainfo.FileEntry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileChoiceTest {
  private static final List<FileEntry> FILES =
      List.of(file("a", false), file("pad", true), file("b", false), file("c", false));

  private static FileEntry file(String name, boolean pad) {
    return new FileEntry(List.of("t", name), 0, 1, pad, false, false, List.of());
  }

  @Test
  void paddingIsNotCounted() {
    assertThat(FileChoice.parse("1,3").indices(FILES)).containsExactly(0, 3);
    assertThat(FileChoice.parse(" 2 - 3 ,2").indices(FILES)).containsExactly(2, 3);
    assertThat(FileChoice.ALL.indices(FILES)).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> FileChoice.parse("2-4").indices(FILES))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no file 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "3-1", "1,,2", "a", "-2", "99999999999"})
  void whatIsNoChoiceIsRefused(String text) {
    assertThatThrownBy(() -> FileChoice.parse(text)).hasMessageContaining("'" + text + "'");
  }
}
