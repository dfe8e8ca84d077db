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

  private static final String UNKNOWN_PASSKEY =
      "passkey: this tracker does not know the one in your URL, or there is none";

  private final TrackerConfig config;
  private final SwarmStore store;
  private final TrackerCounters counters;
  private final Answer answer;
  private TrackerPolicy policy;

  /// Whether the policy need not be asked.
  private boolean open;

  private boolean listed;

  TrackerDesk(TrackerConfig config, SwarmStore store, TrackerCounters counters) {
    this.config = config;
    this.store = store;
    this.counters = counters;
    this.answer = new Answer(config.limits().maxPeers());
    this.policy = config.policy();
    this.open = isOpen(policy);
  }

  void admit(TrackerPolicy newPolicy) {
    policy = newPolicy;
    open = isOpen(newPolicy);
  }

  /// Whether nobody needs a passkey or a listed torrent.
  boolean open() {
    return open;
  }

  private static boolean isOpen(TrackerPolicy policy) {
    return switch (policy) {
      case TrackerPolicy.Open _ -> true;
      case TrackerPolicy.AllowList _, TrackerPolicy.DenyList _, TrackerPolicy.Passkeys _ -> false;
    };
  }

  /// How a transport wants its peers.
  ///
  /// @param maxPeers as many as it can carry
  record Form(int maxPeers, boolean bothFamilies, boolean withIds) {}

  /// Answers an announce that has been taken apart: either the failure, or what [#answer()] then
  /// holds.
  ///
  /// @param passkey of the URL's path; empty if it has none
  Optional<TrackerFailure> announce(
      AnnounceRequest request, String passkey, InetAddress sender, Form form) {
    InetAddress address = request.address().orElse(sender);
    if (!address.equals(sender)) {
      Optional<TrackerFailure> failure = disbelief(sender, address);
      if (failure.isPresent()) {
        return failure;
      }
    }
    return announce(announcement(request, sender, address, form), passkey);
  }

  /// The same for who has checked whether the address may be claimed, see [#disbelief(InetAddress,
  /// InetAddress)].
  Optional<TrackerFailure> announce(Announcement said, String passkey) {
    if (!open) {
      Optional<TrackerFailure> failure = turnedAway(said, passkey);
      if (failure.isPresent()) {
        return failure;
      }
    }
    if (said.port == 0 && said.change != Announcement.Change.STOPPED) {
      return refused("port: nobody can connect to port 0", NEVER);
    }
    SwarmStore.Outcome outcome = store.announce(said, answer);
    listed = outcome != SwarmStore.Outcome.NOT_LISTED;
    return switch (outcome) {
      case LISTED, NOT_LISTED -> Optional.empty();
      case ADDRESS_TOO_OFTEN_IN_SWARM -> noRoom("your address has too many peers in this swarm");
      case ADDRESS_IN_TOO_MANY_SWARMS -> noRoom("your address has too many peers here");
      case PEER_ID_TAKEN -> noRoom("peer_id: too many others have the same");
      case STORE_FULL -> noRoom("this tracker is full");
    };
  }

  private Optional<TrackerFailure> turnedAway(Announcement said, String passkey) {
    if (!policy.admitsHolder(passkey)) {
      return notServed(UNKNOWN_PASSKEY);
    }
    return policy.admits(said.infoHash())
        ? Optional.empty()
        : notServed("info_hash: this tracker does not serve this torrent");
  }

  /// Why whoever comes with this passkey may not scrape.
  Optional<TrackerFailure> turnedAway(String passkey) {
    return policy.admitsHolder(passkey) ? Optional.empty() : notServed(UNKNOWN_PASSKEY);
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

  /// Why a sender may not announce another address than its own.
  Optional<TrackerFailure> disbelief(InetAddress sender, InetAddress claimed) {
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
    return new Announcement()
        .swarm(request.infoHash())
        .peer(request.peerId(), request.key())
        .at(address, request.port())
        .says(
            change(request.event()),
            request.totals().uploaded(),
            request.totals().downloaded(),
            request.totals().left())
        .wants(
            wanted(request.numWant(), form.maxPeers()),
            sender.getAddress().length == Row.V6_BYTES,
            form.bothFamilies(),
            form.withIds());
  }

  /// How many peers somebody gets who wants so many; anything below 0 leaves it to us.
  int wanted(int numWant, int mostThatFit) {
    TrackerConfig.Limits limits = config.limits();
    int wanted = numWant < 0 ? limits.defaultPeers() : Math.min(numWant, limits.maxPeers());
    return Math.min(wanted, mostThatFit);
  }

  static Announcement.Change change(TrackerEvent event) {
    return switch (event) {
      case NONE, STARTED -> Announcement.Change.HERE;
      case COMPLETED -> Announcement.Change.COMPLETED;
      case STOPPED -> Announcement.Change.STOPPED;
      case PAUSED -> Announcement.Change.PAUSED;
    };
  }

  private Optional<TrackerFailure> notServed(String reason) {
    counters.refusedByPolicy++;
    return refused(reason, NEVER);
  }

  private Optional<TrackerFailure> noRoom(String reason) {
    counters.refusedByLimits++;
    return refused(reason, LATER);
  }

  private static Optional<TrackerFailure> refused(String reason, TrackerFailure.Retry retry) {
    return Optional.of(new TrackerFailure(reason, retry));
  }
}
