package dev.panal.engine.announce;

import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.wire.tracker.AnnounceAnswer;
import dev.panal.wire.tracker.AnnounceReply;
import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.TrackerFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tiers of which one tracker at a time is spoken to: a single one, or all of them in order (BEP 12
/// to the letter).
///
/// Each round takes the first tracker that may be asked now. If it answers, it goes to the front of
/// its tier, and the next round comes when it wants it; if not, it may not be asked for a while,
/// and the next round follows at once, with the next tracker. When none is left the group sleeps
/// until the first of them may be asked again.
final class TierGroup {
  /// Of the gap between announces on demand: by then it is longer than any interval.
  private static final int MAX_DOUBLINGS = 10;

  private sealed interface State {
    /// Not started, stopped, or given up on every tracker.
    record Resting() implements State {}

    /// In the session's [Agenda].
    record Waiting() implements State {}

    /// Due, but too many announces are under way.
    record Queued(KnownTracker tracker) implements State {}

    record Announcing(KnownTracker tracker, TrackerEvent event, EventLoop.Timer exchange)
        implements State {}
  }

  private static final State RESTING = new State.Resting();
  private static final State WAITING = new State.Waiting();

  private final Announcer announcer;
  private final EventLoop loop;
  private final Agenda agenda;
  private final List<List<KnownTracker>> tiers;

  private State state = RESTING;
  private long dueNanos;
  private long waitNumber;

  /// The tracker that answered last; null after a failure.
  private @Nullable KnownTracker current;

  private long answeredNanos;

  /// Grows with each announce on demand since the last regular one.
  private int demands;

  /// Whether the round that is planned was moved forward because peers are wanting.
  private boolean demanded;

  /// Tells the outcome of the announce under way from that of one taken back.
  private long round;

  TierGroup(Announcer announcer, EventLoop loop, Agenda agenda, List<List<KnownTracker>> tiers) {
    this.announcer = announcer;
    this.loop = loop;
    this.agenda = agenda;
    this.tiers = tiers;
  }

  void start() {
    nextRound();
  }

  /// While it waits: until when.
  long dueNanos() {
    return dueNanos;
  }

  /// While it waits: the order among those that wait until the same time.
  long waitNumber() {
    return waitNumber;
  }

  /// The wait is over.
  void due() {
    nextRound();
  }

  private void nextRound() {
    KnownTracker tracker = firstUsable();
    if (tracker != null) {
      ask(tracker);
      return;
    }
    long earliest = Long.MAX_VALUE;
    for (List<KnownTracker> tier : tiers) {
      for (KnownTracker waiting : tier) {
        if (!waiting.givenUp()) {
          earliest = Math.min(earliest, waiting.notBeforeNanos() - loop.nanoTime());
        }
      }
    }
    if (earliest == Long.MAX_VALUE) {
      state = RESTING;
    } else {
      waitFor(Duration.ofNanos(earliest));
    }
  }

  /// Passes over those that do not answer other torrents either, unless there is no other.
  private @Nullable KnownTracker firstUsable() {
    KnownTracker doubtful = null;
    for (List<KnownTracker> tier : tiers) {
      for (KnownTracker tracker : tier) {
        if (!tracker.givenUp() && tracker.notBeforeNanos() - loop.nanoTime() <= 0) {
          if (!tracker.place().host().doubtful()) {
            return tracker;
          }
          doubtful = doubtful == null ? tracker : doubtful;
        }
      }
    }
    return doubtful;
  }

  private void waitFor(Duration delay) {
    state = WAITING;
    dueNanos = loop.nanoTime() + delay.toNanos();
    waitNumber = agenda.nextNumber();
    agenda.add(this);
  }

  private void ask(KnownTracker tracker) {
    if (announcer.hasRoom(this, tracker)) {
      announce(tracker);
    } else {
      state = new State.Queued(tracker);
    }
  }

  /// There is room for this group's announce.
  void onRoom() {
    if (state instanceof State.Queued queued) {
      announce(queued.tracker);
    }
  }

  /// The tracker for which it waits does not answer other torrents.
  void reconsider() {
    if (state instanceof State.Queued queued && firstUsable() != queued.tracker) {
      announcer.withdraw(this, queued.tracker);
      nextRound();
    }
  }

  private void announce(KnownTracker tracker) {
    demands = demanded ? demands + 1 : 0;
    demanded = false;
    TrackerEvent event = tracker.nextEvent();
    tracker.sent(event);
    long thisRound = ++round;
    EventLoop.Timer exchange =
        announcer.send(
            tracker,
            event,
            result -> {
              if (thisRound == round && state instanceof State.Announcing) {
                answered(tracker, result);
              } else if (event == TrackerEvent.COMPLETED) {
                announcer.heardCompleted(tracker);
              }
            });
    state = new State.Announcing(tracker, event, exchange);
  }

  private void answered(KnownTracker tracker, Result<AnnounceAnswer> result) {
    switch (result) {
      case Result.Done<AnnounceAnswer>(AnnounceReply reply) -> succeeded(tracker, reply);
      case Result.Done<AnnounceAnswer>(TrackerFailure failure) -> {
        tracker.refused(failure, loop.nanoTime(), announcer.random());
        failed(tracker, failure.reason());
      }
      case Result.Failed<AnnounceAnswer>(Failure failure) -> {
        tracker.failed(failure.detail(), loop.nanoTime(), announcer.random());
        failed(tracker, failure.detail());
      }
    }
  }

  private void succeeded(KnownTracker tracker, AnnounceReply reply) {
    KnownTracker.News news = tracker.answered(reply, loop.nanoTime());
    moveToFront(tracker);
    current = tracker;
    answeredNanos = loop.nanoTime();
    Duration nextIn = tracker.owedCompleted() ? Duration.ZERO : tracker.interval();
    waitFor(nextIn);
    announcer.succeeded(tracker, reply, nextIn, news);
  }

  private void failed(KnownTracker tracker, String reason) {
    current = null;
    // In a turn of its own: the host hears of this failure before the next announce begins.
    waitFor(Duration.ZERO);
    Optional<Duration> retryIn =
        tracker.givenUp()
            ? Optional.empty()
            : Optional.of(Duration.ofNanos(tracker.notBeforeNanos() - loop.nanoTime()));
    announcer.failed(tracker, reason, retryIn);
  }

  private void moveToFront(KnownTracker tracker) {
    for (List<KnownTracker> tier : tiers) {
      if (tier.remove(tracker)) {
        tier.addFirst(tracker);
      }
    }
  }

  /// The download is complete: trackers that know us hear of it at once.
  void completed() {
    if (current != null && current.owedCompleted() && state instanceof State.Waiting) {
      agenda.remove(this);
      waitFor(Duration.ZERO);
    }
  }

  /// Announces earlier than planned, if the last answer is old enough.
  void needPeers() {
    if (current == null || !(state instanceof State.Waiting)) {
      return;
    }
    Duration gap = current.demandGap().multipliedBy(1L << Math.min(demands, MAX_DOUBLINGS));
    long earliest = answeredNanos + gap.toNanos();
    if (earliest - dueNanos < 0) {
      agenda.remove(this);
      demanded = true;
      waitFor(Duration.ofNanos(Math.max(0, earliest - loop.nanoTime())));
    }
  }

  /// Ends what is under way.
  ///
  /// @return the tracker that is just hearing `completed`, which goes on;
  ///   [Announcer#heardCompleted] follows
  Optional<KnownTracker> stop() {
    Optional<KnownTracker> hearing = Optional.empty();
    switch (state) {
      case State.Waiting _ -> agenda.remove(this);
      case State.Announcing announcing when announcing.event == TrackerEvent.COMPLETED ->
          hearing = Optional.of(announcing.tracker);
      case State.Announcing announcing -> announcing.exchange.cancel();
      case State.Queued queued -> announcer.withdraw(this, queued.tracker);
      case State.Resting _ -> {}
    }
    round++;
    state = RESTING;
    return hearing;
  }

  /// Appends what is known of each tracker.
  void statuses(List<TrackerStatus> to) {
    long now = loop.nanoTime();
    for (List<KnownTracker> tier : tiers) {
      for (KnownTracker tracker : tier) {
        boolean announcing =
            switch (state) {
              case State.Announcing under -> under.tracker == tracker;
              case State.Queued queued -> queued.tracker == tracker;
              case State.Resting _, State.Waiting _ -> false;
            };
        Optional<Duration> nextIn =
            tracker == current && state instanceof State.Waiting
                ? Optional.of(Duration.ofNanos(Math.max(0, dueNanos - now)))
                : Optional.empty();
        to.add(tracker.status(announcing, nextIn, now));
      }
    }
  }
}
