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
import java.util.function.Consumer;

/// Where questions of both transports arrive: decides what is answered and what is refused, and
/// asks the store.
final class TrackerDesk {
  /// When to come back after a refusal that time may cure: by then the silent have been forgotten.
  private static final TrackerFailure.Retry LATER =
      new TrackerFailure.Retry.After(Duration.ofMinutes(15));

  private static final TrackerFailure.Retry NEVER = new TrackerFailure.Retry.Never();

  /// When to come back after what passes by itself: another node has taken over, or a flood is
  /// over.
  private static final TrackerFailure.Retry SOON =
      new TrackerFailure.Retry.After(Duration.ofMinutes(1));

  private static final String UNKNOWN_PASSKEY =
      "passkey: this tracker does not know the one in your URL, or there is none";

  private final TrackerConfig config;
  private final SwarmStore store;
  private final TrackerCounters counters;
  private final RingMember member;
  private final Answer answer;
  private TrackerPolicy policy;

  /// Whether the policy need not be asked.
  private boolean open;

  private boolean listed;

  /// Announces are turned away, with the time to come back.
  private boolean leaving;

  TrackerDesk(TrackerConfig config, SwarmStore store, TrackerCounters counters, RingMember member) {
    this.config = config;
    this.store = store;
    this.counters = counters;
    this.member = member;
    this.answer = new Answer(config.limits().maxPeers());
    this.policy = config.policy();
    this.open = isOpen(policy);
  }

  void admit(TrackerPolicy newPolicy) {
    policy = newPolicy;
    open = isOpen(newPolicy);
  }

  /// Turns away whoever announces from now on.
  void leave() {
    leaving = true;
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
  /// @param then is called once, inside this call or later
  void announce(
      AnnounceRequest request,
      String passkey,
      InetAddress sender,
      Form form,
      Consumer<Optional<TrackerFailure>> then) {
    InetAddress address = request.address().orElse(sender);
    Optional<TrackerFailure> failure =
        address.equals(sender) ? Optional.empty() : disbelief(sender, address);
    if (failure.isPresent()) {
      then.accept(failure);
      return;
    }
    Announcement said = announcement(request, sender, address, form);
    if (answersAtOnce(said)) {
      then.accept(announce(said, passkey));
    } else {
      announceLater(said, passkey, then);
    }
  }

  /// Whether [#announce(Announcement, String)] may be asked. Else other nodes of a ring have a say,
  /// and it is [#announceLater].
  boolean answersAtOnce(Announcement said) {
    return member.answersHere(said.hashA);
  }

  /// The same for who has checked whether the address may be claimed, see [#disbelief(InetAddress,
  /// InetAddress)], and whether the swarm's answer is here.
  Optional<TrackerFailure> announce(Announcement said, String passkey) {
    Optional<TrackerFailure> failure = unanswerable(said, passkey);
    if (failure.isPresent()) {
      return failure;
    }
    if (member.busy()) {
      return failure(SwarmStore.Outcome.RING_BUSY);
    }
    SwarmStore.Outcome outcome = store.announce(said, answer);
    if (outcome == SwarmStore.Outcome.LISTED) {
      member.spread(said);
    }
    return failure(outcome);
  }

  /// The same where the answer takes time.
  ///
  /// @param said read before this returns
  /// @param then is called once, inside this call or later; [#answer()] is good while it runs
  void announceLater(Announcement said, String passkey, Consumer<Optional<TrackerFailure>> then) {
    Optional<TrackerFailure> failure = unanswerable(said, passkey);
    if (failure.isPresent()) {
      then.accept(failure);
    } else {
      member.announce(said, answer, outcome -> then.accept(failure(outcome)));
    }
  }

  private Optional<TrackerFailure> unanswerable(Announcement said, String passkey) {
    if (leaving) {
      return refused("this tracker is about to stop; its data is with the others", SOON);
    }
    if (!open) {
      Optional<TrackerFailure> failure = turnedAway(said, passkey);
      if (failure.isPresent()) {
        return failure;
      }
    }
    return said.port == 0 && said.change != Announcement.Change.STOPPED
        ? refused("port: nobody can connect to port 0", NEVER)
        : Optional.empty();
  }

  /// Whether it pays to turn announces away before they are looked at, see [LoadShedding].
  boolean sheds() {
    return !member.alone();
  }

  /// What those hear who come when there is more to do than can be done.
  TrackerFailure tooMuch() {
    counters.refusedByLoad++;
    return new TrackerFailure("too much to do, try again in a minute", SOON);
  }

  private Optional<TrackerFailure> failure(SwarmStore.Outcome outcome) {
    listed = outcome != SwarmStore.Outcome.NOT_LISTED;
    return switch (outcome) {
      case LISTED, NOT_LISTED -> Optional.empty();
      case ADDRESS_TOO_OFTEN_IN_SWARM -> noRoom("your address has too many peers in this swarm");
      case ADDRESS_IN_TOO_MANY_SWARMS -> noRoom("your address has too many peers here");
      case PEER_ID_TAKEN -> noRoom("peer_id: too many others have the same");
      case STORE_FULL -> noRoom("this tracker is full");
      case RING_BUSY -> Optional.of(tooMuch());
      case RING_SILENT -> refused("the trackers of this swarm do not answer, try again", SOON);
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

  /// Whether all swarms of the request are here, so that [#scrape] knows all.
  boolean holds(ScrapeRequest request) {
    if (member.alone()) {
      return true;
    }
    for (InfoHash infoHash : request.infoHashes()) {
      if (!member.holds(infoHash)) {
        return false;
      }
    }
    return true;
  }

  /// As [#scrape], where other nodes have to be asked. If one does not answer, all is refused:
  /// zeros would say that a swarm is empty.
  ///
  /// @param refused called instead of `then`
  void scrapeLater(
      ScrapeRequest request, Consumer<List<SwarmSummary>> then, Consumer<TrackerFailure> refused) {
    member.summaries(
        request.infoHashes(),
        (found, all) -> {
          if (all) {
            then.accept(
                found.stream()
                    .map(swarm ->
                        policy.admits(swarm.infoHash())
                            ? swarm
                            : new SwarmSummary(swarm.infoHash(), 0, 0, 0))
                    .toList());
          } else {
            failure(SwarmStore.Outcome.RING_SILENT).ifPresent(refused);
          }
        });
  }

  /// The numbers of all swarms, unless there are too many, or some are with other nodes only.
  Optional<List<SwarmSummary>> scrapeAll() {
    if (store.swarms() > config.limits().fullScrapeSwarms() || !member.holdsAll()) {
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
