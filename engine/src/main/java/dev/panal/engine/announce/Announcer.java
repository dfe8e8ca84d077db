package dev.panal.engine.announce;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Ports;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.tracker.AnnounceAnswer;
import dev.panal.wire.tracker.AnnounceReply;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.TrackerEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Keeps the trackers of one torrent informed, and asks them for peers.
///
/// Each tier is a [TierGroup] that goes its own way (or all of them are one, see
/// [AnnounceConfig#allTiers()]); this class bounds how many announces are under way, makes the
/// requests, passes the answers to the torrent, and says goodbye.
public final class Announcer {
  /// Of a torrent; a torrent may list ten thousand, most of them dead.
  static final int MAX_TRACKERS = 500;

  /// Enough to reach the one living tracker of a long list soon, few enough not to look like a
  /// scan.
  static final int MAX_UNDER_WAY = 50;

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
  private final List<KnownTracker> trackers = new ArrayList<>();
  private final List<TierGroup> groups = new ArrayList<>();
  private final Queue<TierGroup> queue = new ArrayDeque<>();

  private Phase phase = Phase.NEW;
  private int underWay;

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
    if (config.allTiers()) {
      known.forEach(tier -> groups.add(new TierGroup(this, loop, List.of(tier))));
    } else if (!known.isEmpty()) {
      groups.add(new TierGroup(this, loop, known));
    }
  }

  private List<List<KnownTracker>> known(List<List<String>> tiers) {
    Set<String> seen = new HashSet<>();
    List<List<KnownTracker>> known = new ArrayList<>();
    for (List<String> urls : tiers) {
      List<KnownTracker> tier = new ArrayList<>();
      for (String url : urls) {
        if (seen.size() < MAX_TRACKERS && seen.add(url)) {
          tier.add(new KnownTracker(url, known.size(), config, loop.nanoTime()));
        }
      }
      if (!tier.isEmpty()) {
        trackers.addAll(tier);
        Collections.shuffle(tier, random);
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

  /// Ends: trackers that may know us hear `stopped`, all at once. Later calls do nothing.
  ///
  /// @param done runs on the loop, never inside this call, when all have answered or
  ///   [AnnounceConfig#stopTimeout()] is over
  public void stop(Runnable done) {
    if (phase == Phase.STOPPED) {
      return;
    }
    phase = Phase.STOPPED;
    groups.forEach(TierGroup::stop);
    queue.clear();
    List<KnownTracker> goodbyes =
        trackers.stream().filter(KnownTracker::mayKnowUs).limit(MAX_UNDER_WAY).toList();
    if (goodbyes.isEmpty()) {
      loop.execute(done);
      return;
    }
    int[] left = {goodbyes.size()};
    for (KnownTracker tracker : goodbyes) {
      client.announce(
          tracker.parsed(),
          request(tracker, TrackerEvent.STOPPED),
          config.stopTimeout(),
          result -> {
            if (--left[0] == 0) {
              done.run();
            }
          });
    }
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

  /// Whether `group` may announce now; if not it hears [TierGroup#onRoom()] when it may.
  boolean hasRoom(TierGroup group) {
    if (underWay < MAX_UNDER_WAY) {
      return true;
    }
    queue.add(group);
    return false;
  }

  EventLoop.Timer send(
      KnownTracker tracker, TrackerEvent event, Completion<AnnounceAnswer> completion) {
    underWay++;
    return client.announce(
        tracker.parsed(),
        request(tracker, event),
        config.replyTimeout(),
        result -> {
          underWay--;
          completion.accept(result);
          TierGroup next = queue.poll();
          if (next != null) {
            next.onRoom();
          }
        });
  }

  private AnnounceRequest request(KnownTracker tracker, TrackerEvent event) {
    int numWant = event == TrackerEvent.STOPPED ? 0 : host.numWant();
    return AnnounceRequest.of(infoHash, peerId, port, host.totals(), event, numWant, key)
        .withAddress(config.address())
        .withTrackerId(tracker.trackerId());
  }

  void succeeded(
      KnownTracker tracker, AnnounceReply reply, Duration nextIn, Optional<String> warning) {
    host.onAnnounced(tracker.url(), reply.peers().count(), nextIn);
    warning.ifPresent(message -> host.onWarning(tracker.url(), message));
    reply.externalAddress().ifPresent(host::onExternalAddress);
    host.onPeers(reply.peers().addresses());
  }

  void failed(KnownTracker tracker, String reason, Optional<Duration> retryIn) {
    host.onFailed(tracker.url(), reason, retryIn);
  }
}
