package dev.panal.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OutputTest {
  private final TestConsole test = new TestConsole(Path.of("/nowhere"));

  @Test
  void resultsGoToStdoutAndMessagesToStderr() {
    Output output = new Output(test.console(), Output.Verbosity.NORMAL, false);
    output.result("result");
    output.message("message");
    output.detail("detail");
    output.emit(Json.event("progress"));
    assertThat(test.out()).isEqualTo("result\n");
    assertThat(test.err()).isEqualTo("message\n");
  }

  @Test
  void jsonTakesThePlaceOfResults() {
    Output output = new Output(test.console(), Output.Verbosity.QUIET, true);
    output.result("result");
    output.message("message");
    output.warning("careful");
    output.emit(
        Json.event("x")
            .put("text", "a\"\u0001ñ")
            .put("n", 5)
            .put("absent", Optional.empty())
            .put("list", List.of(1L, true)));
    assertThat(test.out())
        .isEqualTo(
            """
            {"event":"warning","message":"careful"}
            {"event":"x","text":"a\\"\\u0001ñ","n":5,"list":[1,true]}
            """);
    assertThat(test.err()).isEqualTo("panal: warning: careful\n");
  }

  @Test
  void liveRowsAreDrawnInPlaceAndGiveWayToMessages() {
    test.with(new Screen(20, 5));
    Output output = new Output(test.console(), Output.Verbosity.NORMAL, false);
    output.live(List.of("one", "two"));
    output.live(List.of("a row that is much too long for it"));
    output.message("message");
    assertThat(test.err())
        .isEqualTo(
            "\rone\u001b[K\n\rtwo\u001b[K\n\u001b[J"
                + "\u001b[2A\ra row that is much…\u001b[K\n\u001b[J"
                + "\u001b[1A\r\u001b[Jmessage\n");
  }

  @Test
  void withoutATerminalNothingIsDrawn() {
    new Output(test.console(), Output.Verbosity.NORMAL, false).live(List.of("row"));
    assertThat(test.err()).isEmpty();
  }

  @Test
  void screensAreRead() {
    assertThat(Screen.parse("")).isEmpty();
    assertThat(Screen.parse("120x40")).contains(new Screen(120, 40));
    assertThat(Screen.parse("0x0")).contains(new Screen(80, 24));
    assertThat(Screen.parse("yes")).contains(new Screen(80, 24));
  }
}
