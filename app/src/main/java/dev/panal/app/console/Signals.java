package dev.panal.app.console;

import java.util.function.Consumer;

/// How the outside asks a running verb to end.
public interface Signals {
  /// Calls `stop` once, on a thread of its own, when the process is asked to end. A second SIGINT
  /// ends the process at once, whatever the verb does.
  void onStop(Consumer<Stop> stop);

  /// How it was asked.
  enum Stop {
    /// SIGINT: somebody pressed Ctrl-C.
    INTERRUPT,
    /// SIGTERM or SIGHUP: a service manager or a shell that closes.
    TERMINATE
  }
}
