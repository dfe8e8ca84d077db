package dev.panal.app.transfer;

import dev.panal.app.console.Signals.Stop;
import dev.panal.app.message.ReceivedMessage;
import dev.panal.engine.SessionEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Brings what happens on other threads to the main thread.
final class Inbox {
  /// When so much waits, whoever reads our output has stopped reading: events that only inform are
  /// dropped then, so that neither memory nor the loop suffers.
  private static final int MAX_WAITING = 10_000;

  private final BlockingQueue<Happening> waiting = new LinkedBlockingQueue<>();

  /// From the loop: never blocks.
  void tell(SessionEvent event) {
    if (waiting.size() < MAX_WAITING || decisive(event)) {
      waiting.add(new Happening.Told(event));
    }
  }

  /// From the loop: never blocks. Nobody has been told that it was read, so it may be dropped.
  void receive(String tracker, ReceivedMessage message) {
    if (waiting.size() < MAX_WAITING) {
      waiting.add(new Happening.Received(tracker, message));
    }
  }

  void ask(Stop how) {
    waiting.add(new Happening.Asked(how));
  }

  Optional<Happening> next(Duration patience) throws InterruptedException {
    return Optional.ofNullable(waiting.poll(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS));
  }

  private static boolean decisive(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Listening _,
          SessionEvent.Started _,
          SessionEvent.Completed _,
          SessionEvent.Seeding _,
          SessionEvent.MessagesOffered _,
          SessionEvent.TorrentFailed _ ->
          true;
      case SessionEvent.Checking _,
          SessionEvent.PieceVerified _,
          SessionEvent.PieceFailed _,
          SessionEvent.PeerConnected _,
          SessionEvent.PeerDisconnected _,
          SessionEvent.PeerBanned _,
          SessionEvent.TrackerAnnounced _,
          SessionEvent.TrackerFailed _,
          SessionEvent.Warning _ ->
          false;
    };
  }
}
