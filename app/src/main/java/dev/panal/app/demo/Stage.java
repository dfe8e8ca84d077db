package dev.panal.app.demo;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Output;
import dev.panal.app.console.Signals.Stop;
import dev.panal.app.console.Text;
import dev.panal.app.units.Times;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Where the main thread waits: it hears the children meanwhile and shows how things are.
final class Stage {
  private static final Duration FRAME = Duration.ofMillis(200);
  private static final Duration EVENTS = Duration.ofSeconds(1);

  /// Ctrl-C reaches the children too, and one of them may be gone before we hear of it.
  private static final Duration BENEFIT_OF_DOUBT = Duration.ofMillis(500);

  /// How often a log gets a line.
  private static final Duration LINE = Duration.ofSeconds(2);

  private final Output output;
  private final Swarm swarm;
  // Filled by children whose output is bounded by what there is to verify.
  private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
  private boolean moving;
  private long nextFrame = System.nanoTime();
  private long nextEvents = nextFrame;
  private long nextLine = nextFrame;
  private String lastLine = "";

  /// Somebody asked the demo to end.
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Stop how;

    Stopped(Stop how) {
      super("stopped", null, false, false);
      this.how = how;
    }

    Stop how() {
      return how;
    }
  }

  Stage(Output output, Swarm swarm) {
    this.output = output;
    this.swarm = swarm;
  }

  /// From any thread.
  void tell(News what) {
    news.add(what);
  }

  /// Whether bytes are moving: then logs and programs hear of it every so often.
  void moving(boolean now) {
    moving = now;
  }

  /// Waits until `done`.
  ///
  /// @param what is waited for, for the failure if it does not come
  /// @param patience how long nothing may happen
  /// @param life a number that changes when something happens
  /// @throws CommandFailure if a child ends that should not, or patience does
  /// @throws Stopped if somebody asks for it
  void await(String what, Duration patience, LongSupplier life, BooleanSupplier done)
      throws InterruptedException {
    long seen = life.getAsLong();
    long since = System.nanoTime();
    while (!done.getAsBoolean()) {
      long now = System.nanoTime();
      if (life.getAsLong() != seen) {
        seen = life.getAsLong();
        since = now;
      }
      if (now - since >= patience.toNanos()) {
        throw new CommandFailure(
            ExitCode.FAILED, what + ": nothing has happened for " + Times.print(patience));
      }
      take(news.poll(Math.max(0, nextFrame - now), TimeUnit.NANOSECONDS));
      show();
    }
  }

  void await(String what, Duration patience, BooleanSupplier done) throws InterruptedException {
    await(what, patience, () -> 0, done);
  }

  /// To be called now and then during long work.
  void breathe() {
    News next;
    while ((next = news.poll()) != null) {
      take(next);
    }
    show();
  }

  private void take(@Nullable News next) {
    switch (next) {
      case null -> {}
      case News.Asked(Stop how) -> throw new Stopped(how);
      case News.Said(Child child, ChildEvent event) -> child.hear(event);
      case News.Ended(Child child, int code) -> {
        child.ended(code);
        if (!child.mayEnd()) {
          requireNotStopped();
          throw surprise(child, code);
        }
      }
    }
  }

  private void requireNotStopped() {
    long end = System.nanoTime() + BENEFIT_OF_DOUBT.toNanos();
    try {
      News next;
      while ((next = news.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS))
          != null) {
        if (next instanceof News.Asked(Stop how)) {
          throw new Stopped(how);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The failure that is due when a child has ended.
  static CommandFailure surprise(Child child, int code) {
    return new CommandFailure(
        ExitCode.FAILED,
        child.name()
            + " ended with exit code "
            + code
            + child.complaint().map(why -> " (" + Text.safe(why) + ")").orElse(""));
  }

  private void show() {
    long now = System.nanoTime();
    if (now - nextFrame < 0) {
      return;
    }
    nextFrame = now + FRAME.toNanos();
    if (output.animated()) {
      output.live(swarm.rows(output.console().screen().orElseThrow().columns() - 1));
    }
    if (moving && now - nextEvents >= 0) {
      nextEvents = now + EVENTS.toNanos();
      swarm.events().forEach(output::emit);
    }
    if (moving && !output.animated() && now - nextLine >= 0) {
      nextLine = now + LINE.toNanos();
      String line = swarm.line();
      if (!line.equals(lastLine)) {
        lastLine = line;
        output.message(line);
      }
    }
  }
}
