package dev.panal.tracker.message;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All mailboxes, found by owner, by swarm and by what people call a peer.
final class Mailboxes {
  private final Map<SwarmMember, Mailbox> all = new LinkedHashMap<>();
  private final Map<InfoHash, Set<Mailbox>> swarms = new HashMap<>();
  private final Map<Site, Integer> sites = new HashMap<>();

  @Nullable Mailbox find(SwarmMember member) {
    return all.get(member);
  }

  int size() {
    return all.size();
  }

  int at(Site site) {
    return sites.getOrDefault(site, 0);
  }

  void add(Mailbox mailbox) {
    all.put(mailbox.member, mailbox);
    swarms.computeIfAbsent(mailbox.member.infoHash(), _ -> new LinkedHashSet<>()).add(mailbox);
    sites.merge(mailbox.site, 1, Integer::sum);
  }

  void remove(Mailbox mailbox) {
    all.remove(mailbox.member);
    swarms.computeIfPresent(
        mailbox.member.infoHash(),
        (_, boxes) -> {
          boxes.remove(mailbox);
          return boxes.isEmpty() ? null : boxes;
        });
    sites.computeIfPresent(mailbox.site, (_, count) -> count == 1 ? null : count - 1);
  }

  Collection<Mailbox> all() {
    return all.values();
  }

  Collection<Mailbox> of(Audience audience) {
    return switch (audience) {
      case Audience.Everybody _ -> all.values();
      case Audience.Swarm(InfoHash infoHash) ->
          swarms.getOrDefault(infoHash, new LinkedHashSet<>());
      case Audience.Peer(SwarmMember member) -> {
        Mailbox mailbox = all.get(member);
        yield mailbox == null ? List.of() : List.of(mailbox);
      }
    };
  }

  /// Who is meant by a name. A client in several swarms has a mailbox in each, under one id: the
  /// one it came to last is taken, unless they are of different addresses. For anybody can announce
  /// himself in another swarm under an id that he has seen, to get what is meant for its owner.
  Outcome<Mailbox> named(Draft.Recipient.NamedPeer peer, int minName) {
    if (peer.name().length() < minName) {
      return Outcome.refused(
          Outcome.Reason.INVALID,
          "to.peer: at least " + minName + " characters of the peer id are needed");
    }
    List<Mailbox> found = new ArrayList<>();
    Set<PeerId> ids = new LinkedHashSet<>();
    Set<Site> addresses = new LinkedHashSet<>();
    for (Mailbox mailbox :
        peer.infoHash().<Collection<Mailbox>>map(this::in).orElse(all.values())) {
      if (mailbox.goesBy(peer.name())) {
        found.add(mailbox);
        ids.add(mailbox.member.peerId());
        addresses.add(mailbox.site);
      }
    }
    if (found.isEmpty()) {
      return Outcome.refused(
          Outcome.Reason.UNKNOWN_PEER, "to.peer: no peer that takes messages here goes by this id");
    }
    if (ids.size() > 1) {
      return Outcome.refused(
          Outcome.Reason.AMBIGUOUS,
          "to.peer: " + ids.size() + " peers have an id that begins so; write more of it");
    }
    if (addresses.size() > 1) {
      return Outcome.refused(
          Outcome.Reason.AMBIGUOUS,
          "to.peer: several peers of different addresses go by this id; name the torrent, too");
    }
    Mailbox latest = found.getFirst();
    for (Mailbox mailbox : found) {
      latest = mailbox.seenNanos - latest.seenNanos > 0 ? mailbox : latest;
    }
    return new Outcome.Done<>(latest);
  }

  private Collection<Mailbox> in(InfoHash infoHash) {
    return of(new Audience.Swarm(infoHash));
  }
}
