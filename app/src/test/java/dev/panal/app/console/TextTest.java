package dev.panal.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class TextTest {
  @Test
  void whatSteersATerminalIsTakenOut() {
    assertThat(Text.safe("a\u001b[2Jb\u202ec\u0000\nñ→😀")).isEqualTo("a�[2Jb�c��ñ→😀");
  }

  @Test
  void widthCountsColumns() {
    assertThat(Text.width("abc")).isEqualTo(3);
    assertThat(Text.width("日本")).isEqualTo(4);
    assertThat(Text.width("e\u0301")).isEqualTo(1);
  }

  @Test
  void longTextIsCut() {
    assertThat(Text.fit("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Text.fit("abcdefg", 6)).isEqualTo("abcde…");
    assertThat(Text.pad("日本語", 4)).isEqualTo("日… ");
  }

  @Property
  void paddedTextFillsItsColumns(
      @ForAll String text, @ForAll @IntRange(min = 1, max = 60) int columns) {
    assertThat(Text.width(Text.pad(text, columns))).isEqualTo(columns);
  }
}
