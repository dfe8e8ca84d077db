package dev.panal.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.TestConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CliTest {
  @TempDir Path folder;
  private TestConsole test;

  @BeforeEach
  void open() {
    test = new TestConsole(folder);
  }

  @Test
  void saysItsVersion() {
    assertThat(test.run("--version")).isZero();
    assertThat(test.out()).matches("panal \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(test.err()).isEmpty();
  }

  @Test
  void helpNamesEveryVerb() {
    assertThat(test.run("--help")).isZero();
    assertThat(test.out()).contains("doctor");
  }

  @Test
  void everyVerbHasHelp() {
    for (String verb : Verbs.options(new PanalCommand(test.console())).keySet()) {
      TestConsole own = new TestConsole(folder);
      assertThat(own.run(verb, "--help")).as(verb).isZero();
      assertThat(own.out()).as(verb).startsWith("Usage: panal " + verb);
    }
  }

  @Test
  void nothingToDoIsWrongUsage() {
    assertThat(test.run()).isEqualTo(2);
    assertThat(test.err()).contains("Usage: panal");
    assertThat(test.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--nonsense", "docter", "doctor --jsn", "doctor surplus", "--log-file"})
  void wrongUsageIsOneLineAndCode2(String line) {
    assertThat(test.run((Object[]) line.split(" ", -1))).isEqualTo(2);
    assertThat(test.err()).startsWith("panal: ").contains("--help").hasLineCount(1);
    assertThat(test.out()).isEmpty();
  }

  @Test
  void aMistypedVerbIsGuessed() {
    test.run("docter");
    assertThat(test.err()).contains("did you mean doctor?");
  }

  @Test
  void wrongUsageIsAnEventToo() {
    assertThat(test.run("doctor", "--json", "--nonsense")).isEqualTo(2);
    assertThat(test.events("error")).hasSize(1);
  }

  @Test
  void quietAndVerboseExcludeEachOther() {
    assertThat(test.run("doctor", "-q", "-v")).isEqualTo(2);
    assertThat(test.err()).contains("--quiet and --verbose");
  }

  @Test
  void environmentSetsOptionsAndIsNamedWhenItIsWrong() {
    assertThat(test.with("PANAL_JSON", "1").run("doctor")).isZero();
    assertThat(test.events()).isNotEmpty();
    TestConsole wrong = new TestConsole(folder).with("PANAL_QUIET", "perhaps");
    assertThat(wrong.run("doctor")).isEqualTo(2);
    assertThat(wrong.err()).contains("PANAL_QUIET").hasLineCount(1);
  }

  @Test
  void aFlagOnTheCommandLineStaysOnWhenTheEnvironmentSetsItToo() {
    assertThat(test.with("PANAL_JSON", "true").run("doctor", "--json")).isZero();
    assertThat(test.events()).isNotEmpty();
  }

  @Test
  void settingsFileSetsOptions() throws IOException {
    Path file = Files.writeString(folder.resolve("my.toml"), "json = true\n");
    assertThat(test.run("doctor", "--config", file)).isZero();
    assertThat(test.events()).isNotEmpty();
  }

  @Test
  void environmentGoesBeforeTheSettingsFile() throws IOException {
    Path file = Files.writeString(folder.resolve("my.toml"), "json = true\n");
    assertThat(test.with("PANAL_JSON", "false").run("doctor", "--config", file)).isZero();
    assertThat(test.out()).doesNotContain("{");
  }

  @Test
  void theUsualSettingsFileIsFound() throws IOException {
    Path file = folder.resolve("home/.config/panal/panal.toml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "[doctor]\njson = true\n");
    assertThat(test.run("doctor")).isZero();
    assertThat(test.events()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jsn = true\n",
        "[docter]\njson = true\n",
        "[doctor]\njsno = true\n",
        "json = [[1]]\n",
        "json = \n"
      })
  void aWrongSettingsFileIsRefusedByName(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("my.toml"), content);
    assertThat(test.run("doctor", "--config=" + file)).isEqualTo(2);
    assertThat(test.err()).contains("my.toml").hasLineCount(1);
  }

  @Test
  void anUnknownKeyIsGuessed() throws IOException {
    Path file = Files.writeString(folder.resolve("my.toml"), "log-fil = 'x'\n");
    assertThat(test.run("doctor", "--config", file)).isEqualTo(2);
    assertThat(test.err()).contains("'log-fil'").contains("did you mean 'log-file'?");
  }

  @Test
  void aMissingSettingsFileIsRefused() {
    assertThat(test.run("doctor", "--config", folder.resolve("no.toml"))).isEqualTo(2);
    assertThat(test.err()).contains("no.toml").contains("no such file");
  }
}
