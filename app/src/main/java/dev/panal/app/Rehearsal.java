package dev.panal.app;

import dev.panal.app.cli.Cli;
import dev.panal.app.console.Console;
import dev.panal.app.console.Signals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What the AOT cache is recorded from: a short life of the program, so that the classes it needs
/// are loaded and linked beforehand, and its hot methods known.
final class Rehearsal {
  private Rehearsal() {}

  static void main(String[] args) throws IOException {
    run("--version");
    run("--help");
    run("doctor");
    run("get", "--no-such-option");
  }

  private static void run(String... args) {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(sink, true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            stream,
            stream,
            Path.of("").toAbsolutePath(),
            Map.of(),
            Optional.empty(),
            new NoSignals(),
            Optional.empty());
    Cli.run(console, args);
  }

  private static final class NoSignals implements Signals {
    @Override
    public void onStop(Consumer<Stop> stop) {}
  }
}
