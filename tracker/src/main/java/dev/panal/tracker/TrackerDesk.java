package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.ScrapeRequest;
import dev.panal.wire.tracker.TrackerEvent;
import dev.panal.wire.tracker.TrackerFailure;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where questions of both transports arrive: decides what is answered and what is refused, and
/// asks the store.
final class TrackerDesk {
  /// When to come back after a refusal that time may cure: by then the silent have been forgotten.
  private static final TrackerFailure.Retry LATER =
      new TrackerFailure.Retry.After(Duration.ofMinutes(15));

  private static final TrackerFailure.Retry NEVER = new TrackerFailure.Retry.Never();

  private final TrackerConfig config;
  private final SwarmStore store;
  private final Answer answer;
  private TrackerPolicy policy;
  private boolean listed;

  TrackerDesk(TrackerConfig config, SwarmStore store) {
    this.config = config;
    this.store = store;
    this.answer = new Answer(config.limits().maxPeers());
    this.policy = config.policy();
  }

  void admit(TrackerPolicy newPolicy) {
    policy = newPolicy;
  }

  /// How a transport wants its peers.
  ///
  /// @param maxPeers as many as it can carry
  record Form(int maxPeers, boolean bothFamilies, boolean withIds) {}

  /// Answers an announce: either the failure, or what [#answer()] then holds.
  Optional<TrackerFailure> announce(AnnounceRequest request, InetAddress sender, Form form) {
    if (!policy.admits(request.infoHash())) {
      return refused("info_hash: this tracker does not serve this torrent", NEVER);
    }
    boolean stopped = request.event() == TrackerEvent.STOPPED;
    if (request.port() == 0 && !stopped) {
      return refused("port: nobody can connect to port 0", NEVER);
    }
    InetAddress address = request.address().orElse(sender);
    if (!address.equals(sender)) {
      Optional<TrackerFailure> failure = disbelief(sender, address);
      if (failure.isPresent()) {
        return failure;
      }
    }
    SwarmStore.Outcome outcome =
        store.announce(announcement(request, sender, address, form), answer);
    listed = outcome != SwarmStore.Outcome.NOT_LISTED;
    return switch (outcome) {
      case LISTED, NOT_LISTED -> Optional.empty();
      case ADDRESS_TOO_OFTEN_IN_SWARM ->
          refused("your address has too many peers in this swarm", LATER);
      case ADDRESS_IN_TOO_MANY_SWARMS -> refused("your address has too many peers here", LATER);
      case PEER_ID_TAKEN -> refused("peer_id: too many others have the same", LATER);
      case STORE_FULL -> refused("this tracker is full", LATER);
    };
  }

  /// What the store said to the last announce; good until the next.
  Answer answer() {
    return answer;
  }

  /// Whether others will hear of the peer that made the last announce.
  boolean listed() {
    return listed;
  }

  /// The numbers of swarms in the order of the request; zeros for those it does not know or serve.
  List<SwarmSummary> scrape(ScrapeRequest request) {
    List<SwarmSummary> swarms = new ArrayList<>(request.infoHashes().size());
    for (InfoHash infoHash : request.infoHashes()) {
      swarms.add(
          policy.admits(infoHash) ? store.summary(infoHash) : new SwarmSummary(infoHash, 0, 0, 0));
    }
    return swarms;
  }

  /// The numbers of all swarms, unless there are too many.
  Optional<List<SwarmSummary>> scrapeAll() {
    if (store.swarms() > config.limits().fullScrapeSwarms()) {
      return Optional.empty();
    }
    List<SwarmSummary> swarms = new ArrayList<>(store.swarms());
    store.forEach(swarm -> {
      if (policy.admits(swarm.infoHash())) {
        swarms.add(swarm);
      }
    });
    return Optional.of(swarms);
  }

  private Optional<TrackerFailure> disbelief(InetAddress sender, InetAddress claimed) {
    if (!config.claims().believes(sender)) {
      return refused(
          "ip: you may announce the address you come from only, " + sender.getHostAddress(), NEVER);
    }
    boolean nobody = claimed.isAnyLocalAddress() || claimed.isMulticastAddress();
    if (nobody || (claimed.isLoopbackAddress() && !sender.isLoopbackAddress())) {
      return refused("ip: nobody can connect to " + claimed.getHostAddress(), NEVER);
    }
    return Optional.empty();
  }

  private Announcement announcement(
      AnnounceRequest request, InetAddress sender, InetAddress address, Form form) {
    TrackerConfig.Limits limits = config.limits();
    int wanted =
        request.numWant() == AnnounceRequest.DEFAULT_NUM_WANT
            ? limits.defaultPeers()
            : Math.min(request.numWant(), limits.maxPeers());
    return new Announcement(
        request.infoHash(),
        request.peerId(),
        address,
        request.port(),
        request.key(),
        change(request.event()),
        request.totals().uploaded(),
        request.totals().downloaded(),
        request.totals().left(),
        Math.min(wanted, form.maxPeers()),
        sender.getAddress().length == Row.V6_BYTES,
        form.bothFamilies(),
        form.withIds());
  }

  private static Announcement.Change change(TrackerEvent event) {
    return switch (event) {
      case NONE, STARTED -> Announcement.Change.HERE;
      case COMPLETED -> Announcement.Change.COMPLETED;
      case STOPPED -> Announcement.Change.STOPPED;
    };
  }

  private static Optional<TrackerFailure> refused(String reason, TrackerFailure.Retry retry) {
    return Optional.of(new TrackerFailure(reason, retry));
  }
}
