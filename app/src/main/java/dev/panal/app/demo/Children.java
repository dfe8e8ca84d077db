package dev.panal.app.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// All processes of the demo. None of them outlives it, however it ends.
final class Children implements AutoCloseable {
  /// A killed process goes as soon as the kernel finds time for it.
  private static final Duration GONE = Duration.ofSeconds(5);

  private final UnaryOperator<List<String>> program;
  private final Consumer<News> news;
  private final List<Child> all = new ArrayList<>();
  private final Thread lastResort = new Thread(this::kill, "panal-demo-end");
  private boolean closed;

  /// @param program how to start this program with these arguments: what stands before them
  /// @param news hears what they say
  Children(UnaryOperator<List<String>> program, Consumer<News> news) {
    this.program = program;
    this.news = news;
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /// @param arguments the verb and what follows it
  /// @throws CancellationException if the demo is ending
  synchronized Child start(
      Workplace place, String name, List<String> arguments, Consumer<ChildEvent> ears)
      throws IOException {
    if (closed) {
      throw new CancellationException();
    }
    List<String> command = new ArrayList<>(program.apply(arguments));
    command.addAll(arguments);
    Child child = Child.start(name, command, place.folder(), place.logs(), ears, news);
    all.add(child);
    return child;
  }

  /// Kills every child; no other is started after. From any thread.
  synchronized void kill() {
    closed = true;
    all.forEach(Child::kill);
  }

  synchronized List<Child> running() {
    return all.stream().filter(child -> child.exitCode().isEmpty()).toList();
  }

  /// Kills what still runs, and waits until it is gone.
  @Override
  public void close() {
    kill();
    try {
      for (Child child : List.copyOf(all)) {
        boolean _ = child.awaitGone(GONE);
      }
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // The JVM is shutting down: the hook has run or will.
    }
  }
}
