package dev.panal.app.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Signals reach a process of its own.
final class SystemSignalsTest {
  private static final long INTERRUPT_BIT = 1L << (2 - 1);

  /// Says what it heard, and goes on.
  static final class Deaf {
    static void main(String[] args) throws InterruptedException {
      new SystemSignals().onStop(System.out::println);
      System.out.println("ready");
      Thread.sleep(60_000);
    }
  }

  private static Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Deaf.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void send(String signal, Process to) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(to.pid())).start().waitFor())
        .isZero();
  }

  /// A shell that runs commands in the background of a script (`./test &`) makes them deaf to
  /// interrupts, and what they start as well.
  private static void assumeInterruptsAreHeard() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      String ignored =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .findFirst()
              .orElseThrow();
      long signals =
          Long.parseUnsignedLong(ignored.substring(ignored.indexOf(':') + 1).strip(), 16);
      assumeThat(signals & INTERRUPT_BIT).as("ignored signals").isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, INTERRUPT", "TERM, TERMINATE", "HUP, TERMINATE"})
  void aSignalIsHeard(String signal, String heard) throws IOException, InterruptedException {
    assumeInterruptsAreHeard();
    Process process = start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("ready");
      send(signal, process);
      assertThat(said.readLine()).isEqualTo(heard);
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aSecondInterruptEndsItAtOnce() throws IOException, InterruptedException {
    assumeInterruptsAreHeard();
    Process process = start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(said.readLine()).isEqualTo("ready");
      send("INT", process);
      assertThat(said.readLine()).isEqualTo("INTERRUPT");
      send("INT", process);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }
}
