package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The store as one would write it in a quarter of an hour: lists of objects, looked through from
/// end to end.
final class SwarmModel {
  private final TrackerConfig.Limits limits;
  private final Map<InfoHash, List<Peer>> swarms = new LinkedHashMap<>();
  private final Map<InfoHash, Integer> completed = new LinkedHashMap<>();

  SwarmModel(TrackerConfig.Limits limits) {
    this.limits = limits;
  }

  static final class Peer {
    final PeerId id;
    InetSocketAddress endpoint;
    int key;
    boolean seed;
    boolean paused;
    int deadline;

    Peer(PeerId id) {
      this.id = id;
    }

    /// A seed, complete or partial.
    boolean wantsNothing() {
      return seed || paused;
    }

    boolean v6() {
      return endpoint.getAddress().getAddress().length == 16;
    }
  }

  static boolean wantsNothing(Announcement said) {
    return said.left == 0 || said.change == Announcement.Change.PAUSED;
  }

  SwarmStore.Outcome announce(Announcement said, int deadline) {
    List<Peer> peers = swarms.computeIfAbsent(said.infoHash(), _ -> new ArrayList<>());
    Peer peer = find(peers, said);
    if (said.change == Announcement.Change.STOPPED) {
      if (peer != null && !peer.seed && said.left == 0) {
        completed.merge(said.infoHash(), 1, Integer::sum);
      }
      peers.remove(peer);
      return SwarmStore.Outcome.LISTED;
    }
    boolean wasSeed = peer != null && peer.seed;
    if (peer != null && !peer.endpoint.equals(endpoint(said))) {
      peers.removeIf(other -> other.endpoint.equals(endpoint(said)));
    }
    if (peer == null) {
      SwarmStore.Outcome outcome = mayJoin(peers, said);
      if (outcome != SwarmStore.Outcome.LISTED) {
        return outcome;
      }
      peer = new Peer(said.peerId());
      peers.add(peer);
    }
    peer.endpoint = endpoint(said);
    peer.key = said.key;
    peer.seed = said.left == 0;
    peer.paused = said.change == Announcement.Change.PAUSED && !peer.seed;
    peer.deadline = deadline;
    if (said.change == Announcement.Change.COMPLETED && peer.seed && !wasSeed) {
      completed.merge(said.infoHash(), 1, Integer::sum);
    }
    return SwarmStore.Outcome.LISTED;
  }

  private Peer find(List<Peer> peers, Announcement said) {
    Peer moved = null;
    for (Peer peer : family(peers, said.address())) {
      if (peer.id.equals(said.peerId())) {
        if (peer.endpoint.getAddress().equals(said.address())) {
          return peer;
        }
        if (said.key != 0 && peer.key == said.key) {
          moved = peer;
        }
      }
    }
    return moved;
  }

  private SwarmStore.Outcome mayJoin(List<Peer> peers, Announcement said) {
    int size = family(peers, said.address()).size();
    peers.removeIf(peer -> peer.endpoint.equals(endpoint(said)));
    long sharing =
        peers.stream()
            .filter(peer -> Arrays.equals(site(peer.endpoint.getAddress()), site(said.address())))
            .count();
    if (!said.address().isLoopbackAddress() && size > 0 && sharing >= limits.peersPerAddress()) {
      return SwarmStore.Outcome.ADDRESS_TOO_OFTEN_IN_SWARM;
    }
    return family(peers, said.address()).size() >= limits.peersPerSwarm()
        ? SwarmStore.Outcome.NOT_LISTED
        : SwarmStore.Outcome.LISTED;
  }

  void tick(int tick) {
    swarms.values().forEach(peers -> peers.removeIf(peer -> peer.deadline < tick));
  }

  List<Peer> peers(InfoHash swarm) {
    return swarms.getOrDefault(swarm, List.of());
  }

  SwarmSummary summary(InfoHash swarm) {
    List<Peer> peers = peers(swarm);
    int seeds = (int) peers.stream().filter(peer -> peer.seed).count();
    int paused = (int) peers.stream().filter(peer -> peer.paused).count();
    return new SwarmSummary(
        swarm, seeds, peers.size() - seeds, completed.getOrDefault(swarm, 0), paused);
  }

  /// Swarms with somebody in them, or worth remembering.
  long swarms() {
    return swarms.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty() || completed.containsKey(entry.getKey()))
        .count();
  }

  long size() {
    return swarms.values().stream().mapToInt(List::size).sum();
  }

  private static List<Peer> family(List<Peer> peers, InetAddress address) {
    boolean v6 = address.getAddress().length == 16;
    return peers.stream().filter(peer -> peer.v6() == v6).toList();
  }

  private static InetSocketAddress endpoint(Announcement said) {
    return new InetSocketAddress(said.address(), said.port);
  }

  private static byte[] site(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 16 ? Arrays.copyOf(bytes, 8) : bytes;
  }
}
