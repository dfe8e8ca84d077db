package dev.panal.app.transfer;

import dev.panal.app.console.Signals.Stop;
import dev.panal.app.message.ReceivedMessage;
import dev.panal.engine.SessionEvent;

/// What the main thread of a transfer waits for.
sealed interface Happening {
  record Told(SessionEvent event) implements Happening {}

  /// @param tracker where it came from
  record Received(String tracker, ReceivedMessage message) implements Happening {}

  record Asked(Stop how) implements Happening {}
}
