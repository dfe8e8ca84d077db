package dev.panal.engine.announce;

import dev.panal.io.EventLoop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The end of an announcer: who still hears that the download is complete, and how many still hear
/// `stopped`. One follows the other, since a tracker that is told `completed` last would believe
/// that we are there.
final class Goodbye {
  private final Runnable done;
  private final Set<KnownTracker> hearCompleted = new LinkedHashSet<>();
  private int unanswered;
  private EventLoop.@Nullable Timer patience;

  /// @param trackers that are to hear `stopped`; at least one
  /// @param done runs when all have answered
  Goodbye(int trackers, Runnable done) {
    this.unanswered = trackers;
    this.done = done;
  }

  /// This tracker is hearing `completed`.
  void await(KnownTracker tracker) {
    hearCompleted.add(tracker);
  }

  /// This tracker has heard `completed`.
  ///
  /// @return whether it is to hear `stopped` now
  boolean heard(KnownTracker tracker) {
    return hearCompleted.remove(tracker);
  }

  /// Ends the waiting for answers to `completed`; cancelled when all is said.
  void patience(EventLoop.Timer timer) {
    patience = timer;
  }

  /// Those that have not answered to `completed`.
  List<KnownTracker> late() {
    return List.copyOf(hearCompleted);
  }

  /// One has answered to `stopped`, or did not in time.
  void answered() {
    if (--unanswered == 0) {
      if (patience != null) {
        patience.cancel();
      }
      done.run();
    }
  }
}
