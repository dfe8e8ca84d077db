package dev.panal.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.Signals.Stop;
import dev.panal.app.console.TestConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The demo as it is: with processes, which start from this JVM's class path.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
final class DemoTest {
  @TempDir Path folder;
  private TestConsole test;

  @BeforeEach
  void open() {
    test = new TestConsole(folder);
  }

  @Test
  void killsResumesAndCompares() throws IOException {
    int code = test.run("demo", "--size", "2MiB", "--peers", "3", "--keep", "kept", "--json");
    assertThat(code).as("%s%n%s", test.err(), test.out()).isZero();
    JsonNode killed = test.events("killed").getFirst();
    JsonNode resumed = test.events("resumed").getFirst();
    assertThat(killed.path("process").asString()).isEqualTo("downloader 2");
    assertThat(killed.path("verified_bytes").asLong()).isBetween(1L << 20, (2L << 20) - 1);
    assertThat(resumed.path("verified_bytes").asLong())
        .isGreaterThanOrEqualTo(killed.path("verified_bytes").asLong());
    assertThat(resumed.path("pid").asLong()).isNotEqualTo(killed.path("pid").asLong());
    JsonNode complete = test.events().getLast();
    assertThat(complete.path("event").asString()).isEqualTo("complete");
    assertThat(complete.path("bytes").asLong()).isEqualTo(2L << 20);
    assertThat(complete.path("copies").asInt()).isEqualTo(2);

    Path kept = folder.resolve("kept");
    assertThat(FolderComparison.of(kept.resolve("original"), kept.resolve("copy-2"), _ -> {}))
        .matches(FolderComparison::equal);
    assertThat(children()).isEmpty();
    // A second one may not write over it.
    assertThat(test.run("demo", "--keep", "kept")).isEqualTo(13);
  }

  @Test
  void twoTrackersOfARingDieTogetherAndNothingIsLost() throws IOException {
    int code =
        test.run(
            "demo", "--ring", "3", "--size", "1MiB", "--peers", "2", "--keep", "kept", "--json");
    assertThat(code).as("%s%n%s", test.err(), test.out()).isZero();
    assertThat(test.events("killed"))
        .extracting(killed -> killed.path("process").asString())
        .filteredOn(name -> name.startsWith("tracker "))
        .hasSize(2);
    JsonNode survived = test.events("survived").getFirst();
    assertThat(survived.path("left").size()).isEqualTo(1);
    assertThat(survived.path("peers").asInt()).isEqualTo(2);
    assertThat(survived.path("peers_before").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(test.events().getLast().path("event").asString()).isEqualTo("complete");
    assertThat(children()).isEmpty();
  }

  @Test
  void leavesNothingBehindWhenItIsStopped() throws Exception {
    List<Path> before = workplaces();
    CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> test.run("demo"));
    Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> !children().isEmpty());
    test.signal(Stop.INTERRUPT);
    assertThat(code.get(60, TimeUnit.SECONDS)).as(test.err()).isEqualTo(130);
    assertThat(children()).isEmpty();
    assertThat(workplaces()).isEqualTo(before);
  }

  @Test
  void saysWhichProcessFailedAndWhereTheLogsAre() throws Exception {
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(() -> test.run("demo", "--keep", "kept", "--json"));
    Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> !test.events("process").isEmpty());
    long pid = test.events("process").getFirst().path("pid").asLong();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    assertThat(code.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(test.err().lines().toList().getLast())
        .startsWith("panal: tracker ended with exit code 137")
        .endsWith("the logs are in " + folder.toRealPath().resolve("kept").resolve("logs"));
    assertThat(folder.resolve("kept").resolve("logs").resolve("tracker.jsonl")).exists();
    assertThat(children()).isEmpty();
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current().children().toList();
  }

  private static List<Path> workplaces() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().startsWith("panal-demo-"))
          .sorted()
          .toList();
    }
  }
}
