package dev.panal.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.Signals.Stop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// A verb that runs beside the test, until it ends or is told to. Closing it tells it to.
public final class RunningVerb implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestConsole console;
  private final CompletableFuture<Integer> code = new CompletableFuture<>();

  private RunningVerb(TestConsole console, Object... args) {
    this.console = console;
    Thread.ofVirtual()
        .start(() -> {
          try {
            code.complete(console.run(args));
          } catch (Throwable e) {
            code.completeExceptionally(e);
          }
        });
  }

  public static RunningVerb start(Path folder, Object... args) {
    return new RunningVerb(new TestConsole(folder), args);
  }

  public static RunningVerb start(TestConsole console, Object... args) {
    return new RunningVerb(console, args);
  }

  public TestConsole console() {
    return console;
  }

  /// Waits for an event of this name.
  public JsonNode event(String name) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> code.isDone() || !console.events(name).isEmpty());
    List<JsonNode> events = console.events(name);
    assertThat(events)
        .as(() -> "event " + name + " in " + console.out() + console.err())
        .isNotEmpty();
    return events.getFirst();
  }

  public void stop(Stop how) {
    console.signal(how);
  }

  /// Waits for the end.
  ///
  /// @return the exit code
  public int code() {
    return code.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    if (!code.isDone()) {
      stop(Stop.TERMINATE);
      int _ = code();
    }
  }
}
