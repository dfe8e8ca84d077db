package dev.panal.app.console;

import dev.panal.app.cli.Cli;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A process to run verbs in, without the process: what they print is kept, and signals are given
/// by the test.
public final class TestConsole implements Signals {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final CompletableFuture<Consumer<Stop>> stop = new CompletableFuture<>();
  private final Path folder;
  private Optional<Screen> screen = Optional.empty();

  /// @param folder what relative paths are relative to; also the home of the user
  public TestConsole(Path folder) {
    this.folder = folder;
    environment.put("HOME", folder.resolve("home").toString());
  }

  public TestConsole with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public TestConsole with(Screen terminal) {
    screen = Optional.of(terminal);
    return this;
  }

  public Console console() {
    return new Console(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        folder,
        Map.copyOf(environment),
        screen,
        this);
  }

  /// @return the exit code
  public int run(Object... args) {
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    return Cli.run(console(), words);
  }

  @Override
  public void onStop(Consumer<Stop> handler) {
    stop.complete(handler);
  }

  /// Asks the verb to end; waits until it listens.
  public void signal(Stop how) {
    stop.orTimeout(30, TimeUnit.SECONDS).join().accept(how);
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  public List<JsonNode> events() {
    return out().lines().map(JSON::readTree).toList();
  }

  /// The events with this name, in order.
  public List<JsonNode> events(String name) {
    return events().stream()
        .filter(event -> event.path("event").asString("").equals(name))
        .toList();
  }
}
