package dev.panal.app.tracker.nodes;

import dev.panal.app.tracker.feed.FeedItem;
import dev.panal.app.tracker.nodes.Node.Deed;
import dev.panal.tracker.SwarmEvent;
import dev.panal.tracker.SwarmPeer;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/// The picture of all swarms. One thread tells it what happens, any may look.
public final class Nodes {
  /// Nobody looks at more; some 5 MB.
  private static final int MAX_NODES = 10_000;

  /// A picture of more is a grey cloud.
  private static final int MAX_NODES_OF_SWARM = 2_000;

  private static final int MAX_EVENTS = 1_000;

  /// Peers go when the tracker says so; this is for those whose going was lost in a full queue. No
  /// peer is asked to come back later than every half hour.
  private static final Duration FORGOTTEN = Duration.ofMinutes(90);

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<InfoHash, Swarm> swarms = new HashMap<>();
  private final Deque<NodeEvent> events = new ArrayDeque<>();
  private int count;
  private long number;
  private Instant swept = Instant.MIN;

  /// An entry of a swarm: a peer has one for each address that it comes from.
  private record Key(Optional<PeerId> id, InetAddress address) {
    static Key of(SwarmPeer peer) {
      return new Key(peer.id(), peer.address().getAddress());
    }
  }

  /// Most swarms are small, and their nodes share one info-hash: each event comes with its own.
  private record Swarm(InfoHash infoHash, LinkedHashMap<Key, Node> nodes) {
    private static final int FEW = 2;

    Swarm(InfoHash infoHash) {
      this(infoHash, LinkedHashMap.newLinkedHashMap(FEW));
    }
  }

  /// The nodes of a swarm; nobody, if it is not in the picture.
  private Map<Key, Node> nodes(InfoHash infoHash) {
    Swarm swarm = swarms.get(infoHash);
    return swarm == null ? Map.of() : swarm.nodes();
  }

  /// Takes note.
  ///
  /// @return what it comes to; never of items that are not about a peer
  public Optional<NodeEvent> note(FeedItem.SwarmHappening happening) {
    SwarmEvent event = happening.event();
    Instant at = happening.at();
    lock.lock();
    try {
      sweep(at);
      return Optional.of(
          switch (event) {
            case SwarmEvent.Joined(var hash, var peer, long left) ->
                stand(at, Deed.JOINED, fresh(hash, peer, OptionalLong.of(left), at));
            case SwarmEvent.Shared(var hash, var peer) ->
                stand(at, Deed.SHARED, finished(hash, peer, at));
            case SwarmEvent.Announced(var hash, var peer, long up, long down, long left) ->
                stand(at, Deed.ANNOUNCED, announced(hash, peer, up, down, left, at));
            case SwarmEvent.Completed(var hash, var peer) ->
                stand(at, Deed.COMPLETED, finished(hash, peer, at));
            case SwarmEvent.Left(var hash, var peer) -> go(at, Deed.LEFT, hash, peer);
            case SwarmEvent.Expired(var hash, var peer) -> go(at, Deed.EXPIRED, hash, peer);
          });
    } finally {
      lock.unlock();
    }
  }

  private static Node fresh(InfoHash hash, SwarmPeer peer, OptionalLong left, Instant at) {
    return new Node(hash, peer, left, 0, 0, 0, 0, at, at, Deed.JOINED);
  }

  private Node known(InfoHash hash, SwarmPeer peer, Instant at) {
    Node node = nodes(hash).get(Key.of(peer));
    return node == null ? fresh(hash, peer, OptionalLong.empty(), at) : node;
  }

  private Node finished(InfoHash hash, SwarmPeer peer, Instant at) {
    Node before = known(hash, peer, at);
    return new Node(
        hash,
        peer,
        OptionalLong.of(0),
        before.uploaded(),
        before.downloaded(),
        before.uploadRate(),
        0,
        before.since(),
        at,
        before.doing());
  }

  private Node announced(InfoHash hash, SwarmPeer peer, long up, long down, long left, Instant at) {
    Node before = known(hash, peer, at);
    long millis = Duration.between(before.last(), at).toMillis();
    return new Node(
        hash,
        peer,
        OptionalLong.of(left),
        up,
        down,
        rate(before.uploaded(), up, millis),
        rate(before.downloaded(), down, millis),
        before.since(),
        at,
        before.doing());
  }

  /// Who restarts counts from 0 again, and who lies may say anything.
  private static long rate(long before, long now, long millis) {
    if (millis < 1 || before < 0 || now <= before) {
      return 0;
    }
    return (long) ((double) (now - before) * 1_000 / millis);
  }

  private NodeEvent stand(Instant at, Deed deed, Node node) {
    Swarm swarm = swarms.computeIfAbsent(node.infoHash(), Swarm::new);
    Node now =
        new Node(
            swarm.infoHash(),
            node.peer(),
            node.left(),
            node.uploaded(),
            node.downloaded(),
            node.uploadRate(),
            node.downloadRate(),
            node.since(),
            node.last(),
            deed);
    Key key = Key.of(node.peer());
    Map<Key, Node> nodes = swarm.nodes();
    if (nodes.containsKey(key) || hasRoom(nodes)) {
      count += nodes.put(key, now) == null ? 1 : 0;
    }
    if (nodes.isEmpty()) {
      swarms.remove(swarm.infoHash());
    }
    return event(at, deed, now);
  }

  private boolean hasRoom(Map<Key, Node> swarm) {
    return count < MAX_NODES && swarm.size() < MAX_NODES_OF_SWARM;
  }

  private NodeEvent go(Instant at, Deed deed, InfoHash hash, SwarmPeer peer) {
    Node node = known(hash, peer, at);
    Swarm swarm = swarms.get(hash);
    if (swarm != null) {
      count -= swarm.nodes().remove(Key.of(peer)) == null ? 0 : 1;
      if (swarm.nodes().isEmpty()) {
        swarms.remove(hash);
      }
    }
    return event(at, deed, node);
  }

  private NodeEvent event(Instant at, Deed deed, Node node) {
    NodeEvent event = new NodeEvent(++number, at, deed, node);
    if (deed != Deed.ANNOUNCED) {
      if (events.size() == MAX_EVENTS) {
        NodeEvent _ = events.removeFirst();
      }
      events.addLast(event);
    }
    return event;
  }

  private void sweep(Instant now) {
    if (swept.isAfter(now.minus(Duration.ofMinutes(1)))) {
      return;
    }
    swept = now;
    Instant deadline = now.minus(FORGOTTEN);
    Iterator<Swarm> all = swarms.values().iterator();
    while (all.hasNext()) {
      Map<Key, Node> swarm = all.next().nodes();
      int before = swarm.size();
      swarm.values().removeIf(node -> node.last().isBefore(deadline));
      count -= before - swarm.size();
      if (swarm.isEmpty()) {
        all.remove();
      }
    }
  }

  /// The peers of a swarm, who came first first.
  public List<Node> of(InfoHash infoHash) {
    lock.lock();
    try {
      return List.copyOf(nodes(infoHash).values());
    } finally {
      lock.unlock();
    }
  }

  /// The `most` peers of all swarms that were heard last, the last one first.
  public List<Node> recent(int most) {
    List<Node> all = new ArrayList<>();
    lock.lock();
    try {
      swarms.values().forEach(swarm -> all.addAll(swarm.nodes().values()));
    } finally {
      lock.unlock();
    }
    all.sort(Comparator.comparing(Node::last).reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }

  /// What happened last, the last first; announces that changed nothing are not among it.
  ///
  /// @param infoHash of which swarm; of all, if empty
  public List<NodeEvent> history(Optional<InfoHash> infoHash, int most) {
    List<NodeEvent> found = new ArrayList<>();
    lock.lock();
    try {
      Iterator<NodeEvent> newest = events.descendingIterator();
      while (newest.hasNext() && found.size() < most) {
        NodeEvent event = newest.next();
        if (infoHash.isEmpty() || infoHash.get().equals(event.node().infoHash())) {
          found.add(event);
        }
      }
    } finally {
      lock.unlock();
    }
    return found;
  }

  /// How many peers are in the picture.
  public int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }
}
