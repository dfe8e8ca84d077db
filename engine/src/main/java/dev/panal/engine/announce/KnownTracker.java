package dev.panal.engine.announce;

import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.AnnounceReply;
import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.TrackerFailure;
import dev.panal.wire.tracker.TrackerUrl;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One tracker of a torrent: what it knows of us, what it said last, and when it may be asked
/// again.
final class KnownTracker {
  /// After a refusal that names no time. The tracker lives and has thought about it; unlike a dead
  /// one it need not be found again within seconds.
  private static final Duration REFUSED_RETRY = Duration.ofMinutes(1);

  /// The longest wait that a tracker can impose with `retry in`.
  private static final Duration MAX_IMPOSED_RETRY = Duration.ofDays(1);

  private final String url;
  private final int tier;
  private final AnnounceRoom.@Nullable Place place;
  private final boolean near;
  private final AnnounceConfig config;

  /// Whether it has heard `started`, as far as we know.
  private boolean started;

  /// Whether an announce to it is under way.
  private boolean asked;

  /// Whether it is still to hear `completed`. Said once: it is not repeated if no answer comes.
  private boolean completedDue;

  private int failures;
  private long notBeforeNanos;
  private boolean givenUp;
  private Optional<String> lastError = Optional.empty();
  private Optional<String> trackerId = Optional.empty();
  private @Nullable Answer last;

  /// What is kept of a reply.
  private record Answer(
      Duration interval,
      Optional<Duration> minInterval,
      OptionalInt seeders,
      OptionalInt leechers,
      int peers,
      Optional<String> warning,
      Optional<String> messages) {}

  /// What a reply says that the one before did not.
  ///
  /// @param messages where it takes messages
  record News(Optional<String> warning, Optional<String> messages) {
    private static Optional<String> fresh(Optional<String> now, Optional<String> before) {
      return now.equals(before) ? Optional.empty() : now;
    }
  }

  /// @param nowNanos when it may first be asked
  KnownTracker(String url, int tier, AnnounceConfig config, AnnounceRoom room, long nowNanos) {
    this.url = url;
    this.tier = tier;
    this.config = config;
    this.notBeforeNanos = nowNanos;
    AnnounceRoom.Place where = null;
    try {
      where = room.place(url);
    } catch (ProtocolException e) {
      givenUp = true;
      lastError = Optional.of(e.getMessage());
    }
    this.place = where;
    this.near = where != null && isNear(where.url());
  }

  private static boolean isNear(TrackerUrl url) {
    String host =
        switch (url) {
          case TrackerUrl.Http http -> http.uri().getHost();
          case TrackerUrl.Udp udp -> udp.host();
        };
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      return literal.indexOf('%') < 0 && InetAddress.ofLiteral(literal).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  String url() {
    return url;
  }

  /// @throws IllegalStateException if the tracker was given up from the start
  AnnounceRoom.Place place() {
    if (place == null) {
      throw new IllegalStateException("no URL: " + url);
    }
    return place;
  }

  boolean givenUp() {
    return givenUp;
  }

  long notBeforeNanos() {
    return notBeforeNanos;
  }

  Optional<String> trackerId() {
    return trackerId;
  }

  Optional<String> lastError() {
    return lastError;
  }

  /// Whether it should hear `stopped`.
  boolean mayKnowUs() {
    return (started || asked) && !givenUp;
  }

  /// Whether it knows us and has not heard yet that we are complete.
  boolean owedCompleted() {
    return started && completedDue;
  }

  void completed() {
    completedDue = true;
  }

  /// What the next announce to it is about.
  TrackerEvent nextEvent() {
    if (!started) {
      return TrackerEvent.STARTED;
    }
    return completedDue ? TrackerEvent.COMPLETED : TrackerEvent.NONE;
  }

  void sent(TrackerEvent event) {
    asked = true;
    if (event == TrackerEvent.COMPLETED) {
      completedDue = false;
    }
  }

  /// The interval to keep: the tracker's, within what is sane. Only after an answer.
  Duration interval() {
    Duration interval = max(last().interval, minInterval());
    interval = interval.compareTo(config.maxInterval()) > 0 ? config.maxInterval() : interval;
    return max(interval, imposedInterval());
  }

  /// The least time between two announces that are not regular. Only after an answer.
  Duration demandGap() {
    return max(near ? AnnounceConfig.NEAR_INTERVAL : config.demandGap(), imposedInterval());
  }

  private Duration minInterval() {
    return near ? AnnounceConfig.NEAR_INTERVAL : config.minInterval();
  }

  private Duration imposedInterval() {
    Duration wish = last().minInterval.orElse(Duration.ZERO);
    return wish.compareTo(config.maxInterval()) > 0 ? config.maxInterval() : wish;
  }

  private Answer last() {
    if (last == null) {
      throw new IllegalStateException("no answer yet: " + url);
    }
    return last;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /// @return what it did not say the last time
  News answered(AnnounceReply reply, long nowNanos) {
    Answer before = last;
    asked = false;
    started = true;
    failures = 0;
    notBeforeNanos = nowNanos;
    lastError = Optional.empty();
    last =
        new Answer(
            reply.interval(),
            reply.minInterval(),
            reply.seeders(),
            reply.leechers(),
            reply.peers().count(),
            reply.warning(),
            reply.messages());
    if (reply.trackerId().isPresent()) {
      trackerId = reply.trackerId();
    }
    return before == null
        ? new News(reply.warning(), reply.messages())
        : new News(
            News.fresh(reply.warning(), before.warning),
            News.fresh(reply.messages(), before.messages));
  }

  /// No answer, or none that makes sense.
  void failed(String reason, long nowNanos, RandomGenerator random) {
    asked = false;
    failures++;
    lastError = Optional.of(reason);
    retryIn(backOff(random), nowNanos);
  }

  /// It answered that it does not want us (BEP 31).
  void refused(TrackerFailure failure, long nowNanos, RandomGenerator random) {
    asked = false;
    failures++;
    lastError = Optional.of(failure.reason());
    switch (failure.retry()) {
      case TrackerFailure.Retry.Never _ -> givenUp = true;
      case TrackerFailure.Retry.After(Duration delay) ->
          retryIn(
              delay.compareTo(MAX_IMPOSED_RETRY) > 0
                  ? MAX_IMPOSED_RETRY
                  : max(delay, config.firstRetry()),
              nowNanos);
      case TrackerFailure.Retry.Unsaid _ ->
          retryIn(near ? backOff(random) : max(backOff(random), REFUSED_RETRY), nowNanos);
    }
  }

  private void retryIn(Duration delay, long nowNanos) {
    notBeforeNanos = nowNanos + delay.toNanos();
  }

  /// The first two failures cost little, so that a tracker that is being restarted is found again
  /// soon; then the wait doubles. A part of it is chance, lest all clients come back at once.
  private Duration backOff(RandomGenerator random) {
    int doublings = Math.clamp(failures - 2L, 0, 20);
    Duration delay = config.firstRetry().multipliedBy(1L << doublings);
    delay = delay.compareTo(config.maxRetry()) > 0 ? config.maxRetry() : delay;
    return Duration.ofNanos((long) (delay.toNanos() * (0.75 + 0.25 * random.nextDouble())));
  }

  /// @param announcing whether an announce to it is under way
  /// @param nextIn until the next regular announce, where one is planned
  TrackerStatus status(boolean announcing, Optional<Duration> nextIn, long nowNanos) {
    Answer reply = last;
    TrackerStatus.State state;
    if (givenUp) {
      state = TrackerStatus.State.GIVEN_UP;
    } else if (announcing) {
      state = TrackerStatus.State.ANNOUNCING;
    } else if (lastError.isPresent()) {
      state = TrackerStatus.State.FAILED;
    } else {
      state = reply == null ? TrackerStatus.State.STANDBY : TrackerStatus.State.WORKING;
    }
    Optional<Duration> next =
        state == TrackerStatus.State.FAILED
            ? Optional.of(Duration.ofNanos(Math.max(0, notBeforeNanos - nowNanos)))
            : nextIn;
    return new TrackerStatus(
        url,
        tier,
        state,
        lastError,
        next,
        reply == null ? OptionalInt.empty() : reply.seeders,
        reply == null ? OptionalInt.empty() : reply.leechers,
        reply == null ? 0 : reply.peers);
  }
}
