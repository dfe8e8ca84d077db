package dev.panal.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {
  @Test
  void aSlipIsRecognised() {
    List<String> options = List.of("max-peers", "max-sources", "download-limit");
    assertThat(Nearest.of("max-peer", options)).contains("max-peers");
    assertThat(Nearest.of("donwload-limit", options)).contains("download-limit");
    assertThat(Nearest.of("colour", options)).isEmpty();
  }

  @Test
  void distanceCountsEdits() {
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("same", "same")).isZero();
  }
}
