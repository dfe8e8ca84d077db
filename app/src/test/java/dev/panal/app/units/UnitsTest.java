package dev.panal.app.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "12B, 12",
    "16KiB, 16384",
    "16kib, 16384",
    "16k, 16384",
    "1Ki, 1024",
    "1kB, 1000",
    "1 MB, 1000000",
    "16MiB, 16777216",
    "1.5GB, 1500000000",
    "1.5G, 1610612736",
    "2TiB, 2199023255552",
    "9223372036854775807, 9223372036854775807"
  })
  void sizesAreRead(String text, long bytes) {
    assertThat(Sizes.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "1.5.2",
        "MiB",
        "1XB",
        "16 MiBs",
        "0x10",
        "1e9",
        "9223372036854775808",
        "9000PiB"
      })
  void whatIsNoSizeIsRefusedByName(String text) {
    assertThatThrownBy(() -> Sizes.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "102400, 100 KiB",
    "1048575, 1.0 MiB",
    "1048576, 1.0 MiB",
    "335007449088, 312 GiB",
    "9223372036854775807, 8192 PiB"
  })
  void sizesArePrinted(long bytes, String text) {
    assertThat(Sizes.print(bytes)).isEqualTo(text);
  }

  @Property
  void whatIsPrintedIsReadBackWithinItsPrecision(
      @ForAll @LongRange(min = 0, max = 1L << 52) long bytes) {
    long read = Sizes.parse(Sizes.print(bytes));
    assertThat(Math.abs(read - bytes)).isLessThanOrEqualTo(Math.max(1, bytes / 18));
  }

  @Test
  void ratesAreSizesASecond() {
    assertThat(Rates.parse("2MiB/s")).isEqualTo(2 << 20);
    assertThat(Rates.parse("500kB")).isEqualTo(500_000);
    assertThat(Rates.print(2 << 20)).isEqualTo("2.0 MiB/s");
    assertThatThrownBy(() -> Rates.parse("fast")).hasMessageContaining("'fast' is not a rate");
    assertThatThrownBy(() -> Rates.parse("0")).hasMessageContaining("no limit");
  }

  @ParameterizedTest
  @CsvSource({
    "90s, 90000",
    "2h, 7200000",
    "1h30m, 5400000",
    "1d 2h, 93600000",
    "500ms, 500",
    "15min, 900000",
    "1.5h, 5400000",
    "30, 30000",
    "0, 0"
  })
  void timesAreRead(String text, long millis) {
    assertThat(Times.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5s", "5x", "5s later", "h"})
  void whatIsNoTimeIsRefusedByName(String text) {
    assertThatThrownBy(() -> Times.parse(text)).hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "59, 59s", "245, 4m 05s", "12000, 3h 20m", "187200, 2d 4h", "-3, 0s"})
  void timesArePrinted(long seconds, String text) {
    assertThat(Times.print(Duration.ofSeconds(seconds))).isEqualTo(text);
  }
}
