package dev.panal.app.console;

import java.util.List;

/// How a verb speaks: results on stdout, for people or as JSON, and messages on stderr.
///
/// May be called from any thread; every line leaves whole and at once.
public final class Output {
  private final Console console;
  private final Verbosity verbosity;
  private final boolean json;
  private int liveRows;

  public Output(Console console, Verbosity verbosity, boolean json) {
    this.console = console;
    this.verbosity = verbosity;
    this.json = json;
  }

  public boolean json() {
    return json;
  }

  public boolean verbose() {
    return verbosity == Verbosity.VERBOSE;
  }

  public boolean quiet() {
    return verbosity == Verbosity.QUIET;
  }

  /// Whether [#live(List)] has a terminal to draw on.
  public boolean animated() {
    return console.screen().isPresent() && !quiet();
  }

  public Console console() {
    return console;
  }

  /// A line of the result for people; nothing with `--json`.
  public synchronized void result(String line) {
    if (!json) {
      clearLive();
      console.out().println(line);
      console.out().flush();
    }
  }

  /// An object of the result, or an event, for programs; nothing without `--json`.
  public synchronized void emit(Json object) {
    if (json) {
      console.out().println(object);
      console.out().flush();
    }
  }

  /// A line that people may like to read while they wait; nothing with `--quiet`.
  public synchronized void message(String line) {
    if (!quiet()) {
      clearLive();
      console.err().println(line);
      console.err().flush();
    }
  }

  /// A line of what this run is there to tell: also with `--quiet`.
  public synchronized void log(String line) {
    clearLive();
    console.err().println(line);
    console.err().flush();
  }

  /// A line for those who asked for more.
  public void detail(String line) {
    if (verbose()) {
      message(line);
    }
  }

  /// Something that is wrong but does not end the run: a line also with `--quiet`, and an event.
  public synchronized void warning(String text) {
    emit(Json.event("warning").put("message", text));
    clearLive();
    console.err().println("panal: warning: " + text);
    console.err().flush();
  }

  /// The line that says why the run ends, and an event.
  public synchronized void error(String text) {
    emit(Json.event("error").put("message", text));
    clearLive();
    console.err().println("panal: " + text);
    console.err().flush();
  }

  /// Draws `rows` below everything else, in place of those drawn before; nothing unless
  /// [#animated()]. An empty list takes them away.
  public synchronized void live(List<String> rows) {
    if (!animated()) {
      return;
    }
    Screen screen = console.screen().orElseThrow();
    StringBuilder frame = new StringBuilder();
    // Up to the first row drawn before; what is drawn over it ends with "clear to the end of line".
    if (liveRows > 0) {
      frame.append("\u001b[").append(liveRows).append('A');
    }
    List<String> fitting = rows.subList(0, Math.min(rows.size(), screen.rows() - 1));
    for (String row : fitting) {
      frame.append('\r').append(Text.fit(row, screen.columns() - 1)).append("\u001b[K\n");
    }
    frame.append("\u001b[J");
    liveRows = fitting.size();
    console.err().print(frame);
    console.err().flush();
  }

  private void clearLive() {
    if (liveRows > 0) {
      console.err().print("\u001b[" + liveRows + "A\r\u001b[J");
      liveRows = 0;
    }
  }

  /// How much is said.
  public enum Verbosity {
    /// Errors and warnings only.
    QUIET,
    NORMAL,
    VERBOSE
  }
}
