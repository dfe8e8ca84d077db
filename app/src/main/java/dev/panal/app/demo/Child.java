package dev.panal.app.demo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A process of the demo. What it prints is kept in the folder of logs: events in `NAME.jsonl`,
/// messages in `NAME.log`.
///
/// Started, heard and asked on the main thread; a thread of its own reads its events.
final class Child {
  private final String name;
  private final Process process;
  private final Path events;
  private final Path messages;
  private final Consumer<ChildEvent> ears;
  private final Thread reader;
  private OptionalInt exitCode = OptionalInt.empty();
  private Optional<String> complaint = Optional.empty();
  private boolean mayEnd;

  private Child(
      String name, Process process, Path logs, Consumer<ChildEvent> ears, Consumer<News> news) {
    this.name = name;
    this.process = process;
    this.events = logs.resolve(file(name) + ".jsonl");
    this.messages = messages(logs, name);
    this.ears = ears;
    this.reader =
        Thread.ofPlatform()
            .name("panal-demo-" + file(name))
            .daemon(true)
            .unstarted(() -> {
              read(news);
            });
  }

  /// @param ears hears its events, on the main thread
  /// @param news takes events and the end, on the child's thread
  static Child start(
      String name,
      List<String> command,
      Path folder,
      Path logs,
      Consumer<ChildEvent> ears,
      Consumer<News> news)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    // Settings that the user made for real transfers would spoil the demo.
    environment.keySet().removeIf(variable -> variable.startsWith("PANAL_"));
    environment.put("XDG_CONFIG_HOME", folder.resolve("settings").toString());
    File messages = messages(logs, name).toFile();
    builder.redirectError(ProcessBuilder.Redirect.appendTo(messages));
    Process process = builder.start();
    Child child = new Child(name, process, logs, ears, news);
    process.getOutputStream().close();
    child.reader.start();
    return child;
  }

  private static Path messages(Path logs, String name) {
    return logs.resolve(file(name) + ".log");
  }

  private static String file(String name) {
    return name.replace(' ', '-');
  }

  private void read(Consumer<News> news) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter copy =
            Files.newBufferedWriter(
                events,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
      String line;
      while ((line = lines.readLine()) != null) {
        copy.write(line);
        copy.newLine();
        ChildEvent.parse(line).ifPresent(event -> news.accept(new News.Said(this, event)));
      }
    } catch (IOException e) {
      // The disk is full, for example: it cannot be followed any longer.
      kill();
    }
    try {
      news.accept(new News.Ended(this, process.waitFor()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  void hear(ChildEvent event) {
    if (event.name().equals("error")) {
      complaint = event.text("message");
    }
    ears.accept(event);
  }

  void ended(int code) {
    exitCode = OptionalInt.of(code);
  }

  /// Empty while it runs.
  OptionalInt exitCode() {
    return exitCode;
  }

  /// From now on its end is no surprise.
  Child endsByItself() {
    mayEnd = true;
    return this;
  }

  boolean mayEnd() {
    return mayEnd;
  }

  /// SIGTERM: it says goodbye and ends. By its handle, because `Process.destroy` would also close
  /// the pipe that its last words come through.
  void stop() {
    mayEnd = true;
    boolean _ = process.toHandle().destroy();
  }

  /// SIGKILL: it is gone before it knows. From any thread.
  void kill() {
    boolean _ = process.toHandle().destroyForcibly();
  }

  /// As [#kill()], on purpose.
  void killAsPlanned() {
    mayEnd = true;
    kill();
  }

  /// Waits until it is gone and its logs are closed.
  boolean awaitGone(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) && reader.join(patience);
  }

  /// What it had to say about its end.
  Optional<String> complaint() {
    if (complaint.isPresent()) {
      return complaint;
    }
    try {
      return Files.readAllLines(messages).stream()
          .filter(line -> !line.isBlank())
          .reduce((first, second) -> second);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
