package dev.panal.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RelaunchTest {
  private static final String[] ARGUMENTS = {
    "@run/peer.args", "-Xmx1g", Relaunch.MAIN, "demo", "--size", "1MiB"
  };

  @Test
  void theSameFlagsUpToTheProgram() {
    assertThat(Relaunch.command(List.of("get"), "/jdk/bin/java", ARGUMENTS, "/jdk", "x.jar"))
        .isEqualTo(List.of("/jdk/bin/java", "@run/peer.args", "-Xmx1g", Relaunch.MAIN));
  }

  @Test
  void aTrackerHasFlagsOfItsOwn() {
    assertThat(flags("tracker", "--bind", "127.0.0.1")).isEqualTo("@run/tracker.args");
    assertThat(flags("tracker", "--ring-bind", "127.0.0.1:0")).isEqualTo("@run/ring.args");
    assertThat(flags("tracker", "--join", "127.0.0.1:6901")).isEqualTo("@run/ring.args");
  }

  private static String flags(String... child) {
    List<String> command =
        Relaunch.command(List.of(child), "/jdk/bin/java", ARGUMENTS, "/jdk", "x.jar");
    assertThat(command).hasSize(4).endsWith("-Xmx1g", Relaunch.MAIN);
    return command.get(1);
  }

  @Test
  void otherwiseFromTheClassPath() {
    List<String> command =
        Relaunch.command(List.of("get"), "", new String[0], "/jdk", "lib/x.jar:/y.jar");
    assertThat(command.getFirst()).isEqualTo("/jdk/bin/java");
    assertThat(command)
        .containsSubsequence(
            "-cp", Path.of("lib/x.jar").toAbsolutePath() + ":/y.jar", Relaunch.MAIN);
  }

  @Test
  void theProgramIsThere() {
    assertThatCode(() -> Class.forName(Relaunch.MAIN)).doesNotThrowAnyException();
  }
}
