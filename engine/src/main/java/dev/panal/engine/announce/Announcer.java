package dev.panal.engine.announce;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.tracker.AnnounceAnswer;
import dev.panal.wire.tracker.AnnounceReply;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.TrackerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps the trackers of one torrent informed, and asks them for peers.
///
/// Each tier is a [TierGroup] that goes its own way (or all of them are one, see
/// [AnnounceConfig#allTiers()]); this class makes the requests, passes the answers to the torrent,
/// and says goodbye. A session has one for each torrent, also for those at which nothing happens
/// for days, so it keeps little: what all of them share is in [TrackerClient].
public final class Announcer {
  /// Of a torrent; a torrent may list ten thousand, most of them dead.
  static final int MAX_TRACKERS = 500;

  /// Announces under way, also those of other torrents; see [AnnounceRoom].
  static final int MAX_UNDER_WAY = AnnounceRoom.MAX_UNDER_WAY;

  private enum Phase {
    NEW,
    RUNNING,
    STOPPED
  }

  private final EventLoop loop;
  private final RandomGenerator random;
  private final TrackerClient client;
  private final AnnounceConfig config;
  private final InfoHash infoHash;
  private final PeerId peerId;
  private final int port;
  private final AnnounceHost host;
  private final int key;
  private final List<KnownTracker> trackers;
  private final List<TierGroup> groups;

  private Phase phase = Phase.NEW;

  /// While and after we leave.
  private @Nullable Goodbye goodbye;

  /// @param port where the torrent's peers reach us
  /// @param tiers the trackers' URLs; they are shuffled within their tier, as BEP 12 has it
  public Announcer(
      Ports ports,
      TrackerClient client,
      AnnounceConfig config,
      InfoHash infoHash,
      PeerId peerId,
      int port,
      List<List<String>> tiers,
      AnnounceHost host) {
    this.loop = ports.loop();
    this.random = ports.random();
    this.client = client;
    this.config = config;
    this.infoHash = infoHash;
    this.peerId = peerId;
    this.port = port;
    this.host = host;
    this.key = random.nextInt();
    List<List<KnownTracker>> known = known(tiers);
    this.trackers = known.stream().flatMap(List::stream).toList();
    known.forEach(tier -> Collections.shuffle(tier, random));
    if (config.allTiers()) {
      this.groups = known.stream().map(List::of).map(this::group).toList();
    } else {
      this.groups = known.isEmpty() ? List.of() : List.of(group(known));
    }
  }

  private TierGroup group(List<List<KnownTracker>> tiers) {
    return new TierGroup(this, loop, client.agenda(), tiers);
  }

  private List<List<KnownTracker>> known(List<List<String>> tiers) {
    Set<String> seen = new HashSet<>();
    List<List<KnownTracker>> known = new ArrayList<>();
    for (List<String> urls : tiers) {
      ArrayList<KnownTracker> tier = new ArrayList<>();
      for (String url : urls) {
        if (seen.size() < MAX_TRACKERS && seen.add(url)) {
          tier.add(new KnownTracker(url, known.size(), config, client.room(), loop.nanoTime()));
        }
      }
      if (!tier.isEmpty()) {
        tier.trimToSize();
        known.add(tier);
      }
    }
    return known;
  }

  /// Begins to announce.
  public void start() {
    if (phase == Phase.NEW) {
      phase = Phase.RUNNING;
      // In a turn of its own, as the host is called for its numbers.
      loop.execute(() -> {
        if (phase == Phase.RUNNING) {
          groups.forEach(TierGroup::start);
        }
      });
    }
  }

  /// The download has become complete in this session: trackers hear `completed`, once each.
  public void completed() {
    trackers.forEach(KnownTracker::completed);
    groups.forEach(TierGroup::completed);
  }

  /// The torrent has no peers worth waiting for. Trackers are asked again as soon as is decent; may
  /// be called at any rate.
  public void needPeers() {
    groups.forEach(TierGroup::needPeers);
  }

  /// Ends: trackers that may know us hear `stopped`, all at once, and before it `completed` if that
  /// is due, since a program may well end with its download. Later calls do nothing.
  ///
  /// @param done runs on the loop, never inside this call, when all have answered or
  ///   [AnnounceConfig#stopTimeout()] is over
  public void stop(Runnable done) {
    if (phase == Phase.STOPPED) {
      return;
    }
    phase = Phase.STOPPED;
    List<KnownTracker> hearing = groups.stream().flatMap(group -> group.stop().stream()).toList();
    List<KnownTracker> known =
        trackers.stream().filter(KnownTracker::mayKnowUs).limit(MAX_UNDER_WAY).toList();
    if (known.isEmpty()) {
      loop.execute(done);
      return;
    }
    Goodbye leaving = new Goodbye(known.size(), done);
    goodbye = leaving;
    known.forEach(tracker -> sayGoodbye(tracker, hearing.contains(tracker), leaving));
    if (!leaving.late().isEmpty()) {
      leaving.patience(
          loop.schedule(halfOfStopTimeout(), () -> leaving.late().forEach(this::heardCompleted)));
    }
  }

  private void sayGoodbye(KnownTracker tracker, boolean hearsCompleted, Goodbye leaving) {
    if (hearsCompleted) {
      leaving.await(tracker);
    } else if (tracker.owedCompleted()) {
      leaving.await(tracker);
      tracker.sent(TrackerEvent.COMPLETED);
      client.announce(
          tracker.place().url(),
          request(tracker, TrackerEvent.COMPLETED),
          halfOfStopTimeout(),
          result -> heardCompleted(tracker));
    } else {
      sayStopped(tracker, leaving, config.stopTimeout());
    }
  }

  /// The tracker has answered to `completed`, or takes too long: if we are leaving, it is to hear
  /// that.
  void heardCompleted(KnownTracker tracker) {
    Goodbye leaving = goodbye;
    if (leaving != null && leaving.heard(tracker)) {
      sayStopped(tracker, leaving, halfOfStopTimeout());
    }
  }

  private void sayStopped(KnownTracker tracker, Goodbye leaving, Duration timeout) {
    client.announce(
        tracker.place().url(),
        request(tracker, TrackerEvent.STOPPED),
        timeout,
        result -> leaving.answered());
  }

  private Duration halfOfStopTimeout() {
    return config.stopTimeout().dividedBy(2);
  }

  /// What is known of each tracker, tier by tier, in the order in which they are tried.
  public List<TrackerStatus> trackers() {
    List<TrackerStatus> statuses = new ArrayList<>(trackers.size());
    groups.forEach(group -> group.statuses(statuses));
    return statuses;
  }

  RandomGenerator random() {
    return random;
  }

  /// Whether `group` may announce to `tracker` now; if not it hears [TierGroup#onRoom()] when it
  /// may. [#send] must follow then, which gives the room back when the announce is over.
  boolean hasRoom(TierGroup group, KnownTracker tracker) {
    return client.room().enter(group, tracker.place().host(), host.totals().left() > 0);
  }

  /// It waits for room no more.
  void withdraw(TierGroup group, KnownTracker tracker) {
    client.room().withdraw(group, tracker.place().host());
  }

  /// @return takes the announce back; `completion` must be prepared to hear of it all the same
  EventLoop.Timer send(
      KnownTracker tracker, TrackerEvent event, Completion<AnnounceAnswer> completion) {
    AnnounceRoom.Stay stay = new AnnounceRoom.Stay(client.room(), tracker.place().host());
    EventLoop.Timer exchange =
        client.announce(
            tracker.place().url(),
            request(tracker, event),
            config.replyTimeout(),
            result -> {
              stay.ended(result instanceof Result.Done);
              completion.accept(result);
            });
    return () -> {
      stay.cancelled();
      exchange.cancel();
    };
  }

  private AnnounceRequest request(KnownTracker tracker, TrackerEvent event) {
    int numWant = event == TrackerEvent.STOPPED ? 0 : host.numWant();
    return AnnounceRequest.of(infoHash, peerId, port, host.totals(), event, numWant, key)
        .withAddress(config.address())
        .withTrackerId(tracker.trackerId());
  }

  void succeeded(
      KnownTracker tracker, AnnounceReply reply, Duration nextIn, KnownTracker.News news) {
    host.onAnnounced(tracker.url(), reply.peers().count(), nextIn);
    news.warning().ifPresent(message -> host.onWarning(tracker.url(), message));
    news.messages().ifPresent(path -> host.onMessages(tracker.url(), path, key));
    reply.externalAddress().ifPresent(host::onExternalAddress);
    host.onPeers(reply.peers().addresses());
  }

  void failed(KnownTracker tracker, String reason, Optional<Duration> retryIn) {
    host.onFailed(tracker.url(), reason, retryIn);
  }
}
