package dev.panal.app.demo;

import dev.panal.app.console.Signals.Stop;

/// What other threads tell the main thread.
sealed interface News {
  record Said(Child child, ChildEvent event) implements News {}

  /// The process is gone, and everything it said was told before.
  record Ended(Child child, int exitCode) implements News {}

  /// Somebody wants the demo to end.
  record Asked(Stop how) implements News {}
}
