package dev.panal.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.app.console.CommandFailure;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoOptionsTest {
  @ParameterizedTest
  @ValueSource(longs = {1 << 20, 2 << 20, 64 << 20, 1L << 30, 1L << 40})
  void theTransferIsLongEnoughToBeSeenAndShortEnoughToWait(long bytes) {
    long seconds =
        bytes
            / new DemoOptions(bytes, 4, OptionalInt.empty(), Optional.empty())
                .uploadBytesPerSecond();
    assertThat(seconds).isBetween(3L, 12L);
  }

  @ParameterizedTest
  @CsvSource({
    "1048575, 4, 3, --size",
    "9223372036854775807, 4, 3, --size",
    "1048576, 1, 3, --peers",
    "1048576, 33, 3, --peers",
    "1048576, 4, 2, --ring",
    "1048576, 4, 10, --ring"
  })
  void saysWhatIsOutOfRange(long bytes, int peers, int ring, String option) {
    assertThatThrownBy(() -> new DemoOptions(bytes, peers, OptionalInt.of(ring), Optional.empty()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith(option);
  }
}
