package dev.panal.simulator.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.simulator.HostSpec;
import dev.panal.simulator.LinkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// One seed, one history: in one JVM, and in several.
final class DeterminismTest {
  private static final long SEED = 20_260_101;

  @Test
  void equalSeedsGoTheSameWayInOneJvm() {
    assertThat(Story.hash(SEED)).isEqualTo(Story.hash(SEED));
  }

  @Test
  void otherSeedsGoAnotherWay() {
    assertThat(Story.hash(SEED)).isNotEqualTo(Story.hash(SEED + 1));
  }

  @Test
  void equalSeedsGoTheSameWayInTwoJvms() throws IOException, InterruptedException {
    Process one = start();
    Process other = start();
    String first = output(one);
    assertThat(first).matches("[0-9a-f]{64}");
    assertThat(output(other)).isEqualTo(first).isEqualTo(Story.hash(SEED));
  }

  private static Process start() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            Story.class.getName(),
            String.valueOf(SEED))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String output(Process process) throws IOException, InterruptedException {
    try {
      String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
      return text;
    } finally {
      process.destroyForcibly();
    }
  }

  /// A swarm to which everything happens, as a program that prints the hash of its log.
  static final class Story {
    private Story() {}

    public static void main(String[] arguments) {
      System.out.println(hash(Long.parseLong(arguments[0])));
    }

    static String hash(long seed) {
      VirtualTorrent torrent =
          VirtualTorrent.file(
              "story.bin",
              3_000_000,
              32 * 1024,
              List.of(List.of(TrackerHost.UDP_URL), List.of(TrackerHost.HTTP_URL)));
      LinkSpec link =
          LinkSpec.home()
              .withRates(500_000, 2_000_000)
              .withLatency(Duration.ofMillis(20), Duration.ofMillis(20))
              .withLoss(0.01);
      try (Scenario scenario = new Scenario(seed, torrent)) {
        Client _ = scenario.seed(HostSpec.named("seed").withLink(link));
        List<Client> leechers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          leechers.add(scenario.leecher(HostSpec.named("leecher " + i).withLink(link)));
        }
        scenario.tracker().start();
        scenario.startAll();
        scenario.after(Duration.ofSeconds(4), leechers.get(0)::crash);
        scenario.after(Duration.ofSeconds(6), leechers.get(0)::start);
        scenario.after(
            Duration.ofSeconds(5),
            () -> scenario.world().cut(leechers.get(1).host(), leechers.get(2).host()));
        scenario.world().run(Duration.ofSeconds(10));
        if (!scenario.runUntilSeeding(leechers, Duration.ofHours(1))) {
          throw new AssertionError(scenario.report().toString());
        }
        scenario.end();
        return scenario.report().logHash();
      }
    }
  }
}
