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
    assertThat(Relaunch.command("get", "/jdk/bin/java", ARGUMENTS, "/jdk", "x.jar"))
        .isEqualTo(List.of("/jdk/bin/java", "@run/peer.args", "-Xmx1g", Relaunch.MAIN));
  }

  @Test
  void aTrackerHasFlagsOfItsOwn() {
    assertThat(Relaunch.command("tracker", "/jdk/bin/java", ARGUMENTS, "/jdk", "x.jar"))
        .isEqualTo(List.of("/jdk/bin/java", "@run/tracker.args", "-Xmx1g", Relaunch.MAIN));
  }

  @Test
  void otherwiseFromTheClassPath() {
    List<String> command = Relaunch.command("get", "", new String[0], "/jdk", "lib/x.jar:/y.jar");
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
