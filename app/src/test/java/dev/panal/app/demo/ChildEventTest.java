package dev.panal.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChildEventTest {
  @Test
  void readsWhatWePrint() {
    Json printed =
        Json.event("progress")
            .put("name", "caña \"1\"")
            .put("peers", 3)
            .put("verified_bytes", 5_000_000_000L)
            .put("ok", true)
            .put("nothing", null)
            .put("list", List.of(Json.object().put("event", "inner"), 2))
            .put("after", 4);
    ChildEvent event = ChildEvent.parse(printed.toString()).orElseThrow();
    assertThat(event.name()).isEqualTo("progress");
    assertThat(event.text("name")).contains("caña \"1\"");
    assertThat(event.text("ok")).contains("true");
    assertThat(event.number("verified_bytes")).isEqualTo(5_000_000_000L);
    assertThat(event.number("after")).isEqualTo(4);
    assertThat(event.text("nothing")).isEmpty();
    assertThat(event.fields()).doesNotContainKeys("list", "event");
  }

  @Test
  void whatIsMissingOrNoNumberIsZero() {
    ChildEvent event = ChildEvent.parse("{\"event\":\"piece\",\"piece\":\"x\"}").orElseThrow();
    assertThat(event.number("piece")).isZero();
    assertThat(event.number("peers")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tracker is up",
        "[]",
        "12",
        "{}",
        "{\"name\":\"no event\"}",
        "{\"event\":\"cut off",
        "{\"event\":\"cut off\"",
        "{\"event\":\"x\",}"
      })
  void otherLinesAreNoEvents(String line) {
    assertThat(ChildEvent.parse(line)).isEmpty();
  }
}
