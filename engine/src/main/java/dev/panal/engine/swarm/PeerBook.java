package dev.panal.engine.swarm;

import dev.panal.engine.swarm.KnownPeer.State;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The addresses a torrent knows, and what became of them: whom to connect to next and when
/// ([BackOff]), who is connected already, who lied ([Bans]), and why nobody can be tried.
///
/// An address at which somebody may listen stays in the book. The far end of an accepted connection
/// is a peer too, but its port says nothing; when the peer tells its listening port, or turns out
/// by its id to be one we know, the two are tied together, so that we do not connect to whom we are
/// connected with and blame finds the address.
///
/// Two peers that know of each other often connect to each other at the same moment. Both see two
/// connections to one peer id, and each might close the one that the other keeps. So both keep the
/// one that was opened by the side with the lower id. If the first connection has stood for a
/// while, it stays.
///
/// Trust follows libtorrent: a verified piece adds one to each who contributed, up to eight, a
/// corrupt one takes two, and at minus seven a peer is banned; at once if it brought the whole
/// corrupt piece.
public final class PeerBook {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /// A connection that has lasted so long counts as having worked, whatever came over it.
  private static final long LASTING_NANOS = 30 * SECOND_NANOS;

  /// Two connections that came to stand within this time crossed on their way.
  private static final long CROSSING_NANOS = 20 * SECOND_NANOS;

  /// A tracker that names an address again has heard of it lately: it is tried by then.
  private static final long NAMED_AGAIN_NANOS = 5 * SECOND_NANOS;

  private static final int MAX_TRUST = 8;
  private static final int BLAME = 2;
  private static final int BAN_AT_TRUST = -7;

  /// Accepted peers that are gone but may still be blamed for pieces under way.
  private static final int MAX_DEPARTED = 1_000;

  private static final Comparator<KnownPeer> BEST_FIRST =
      Comparator.comparing((KnownPeer peer) -> peer.proven || peer.origin == PeerOrigin.MANUAL)
          .reversed()
          .thenComparingInt(peer -> peer.failures);

  private final PeerBookLimits limits;
  private final PeerId self;
  private final RandomGenerator random;
  private final Map<InetSocketAddress, KnownPeer> known = new LinkedHashMap<>();
  private final Map<InetSocketAddress, KnownPeer> accepted = new LinkedHashMap<>();
  private final Map<Integer, KnownPeer> sources = new HashMap<>();
  private final Set<Integer> departed = new LinkedHashSet<>();
  private final Set<InetSocketAddress> own = new LinkedHashSet<>();
  private final Bans bans = new Bans();
  private int nextSource;
  private int connecting;
  private int connected;
  private @Nullable InetSocketAddress replaced;

  /// What to do with a connection whose handshake came in.
  public enum Verdict {
    KEEP,
    /// It is ourselves; the address is remembered and not tried again. Close it.
    SELF,
    /// The same peer is connected already. Close this one.
    DUPLICATE,
    /// The same peer is connected already, but both sides will keep this one. Close the other
    /// ([PeerBook#replaced()]).
    REPLACES,
    /// Close it.
    BANNED
  }

  public PeerBook(PeerBookLimits limits, PeerId self, RandomGenerator random) {
    this.limits = limits;
    this.self = self;
    this.random = random;
  }

  /// Enters an address.
  ///
  /// @return whether it is new; false also for what nobody can listen at, for our own addresses and
  ///   when the book is full of better ones
  public boolean add(InetSocketAddress address, PeerOrigin origin, long nowNanos) {
    if (!isPossible(address) || own.contains(address)) {
      return false;
    }
    KnownPeer peer = known.get(address);
    if (peer != null) {
      namedAgain(peer, origin, nowNanos);
      return false;
    }
    return (known.size() < limits.addresses() || makeRoom()) && enter(address, origin, nowNanos);
  }

  private boolean enter(InetSocketAddress address, PeerOrigin origin, long nowNanos) {
    KnownPeer peer = new KnownPeer(address, nextSource++, true, origin, nowNanos);
    peer.proven = origin == PeerOrigin.RESUME;
    known.put(address, peer);
    sources.put(peer.source, peer);
    KnownPeer connection = accepted.get(address);
    if (connection != null && connection.listener == null) {
      tie(connection, peer); // it connected from the port it listens at
      peer.banned = connection.banned;
    }
    return true;
  }

  private static boolean isPossible(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return ip != null
        && address.getPort() != 0
        && !ip.isAnyLocalAddress()
        && !ip.isMulticastAddress();
  }

  private void namedAgain(KnownPeer peer, PeerOrigin origin, long nowNanos) {
    if (origin == PeerOrigin.MANUAL) {
      peer.origin = origin;
      peer.dueNanos = nowNanos;
    } else if (origin == PeerOrigin.TRACKER
        && peer.lastEnding != Ending.VIOLATION
        && peer.lastEnding != Ending.NOT_NEEDED) {
      long soon = nowNanos + NAMED_AGAIN_NANOS;
      peer.dueNanos = peer.dueNanos - soon > 0 ? soon : peer.dueNanos;
    }
  }

  /// Drops the address that failed most often and never worked.
  private boolean makeRoom() {
    KnownPeer worst = null;
    for (KnownPeer peer : known.values()) {
      boolean hopeless = peer.isCandidate() && !peer.proven && peer.failures > 0;
      if (hopeless && (worst == null || peer.failures > worst.failures)) {
        worst = peer;
      }
    }
    if (worst == null) {
      return false;
    }
    known.remove(worst.address);
    sources.remove(worst.source);
    return true;
  }

  /// We listen there ourselves.
  public void addOwn(InetSocketAddress address) {
    own.add(address);
    KnownPeer peer = known.get(address);
    if (peer != null) {
      peer.self = true;
    }
  }

  /// Whether this book could be forgotten: nobody is connected or on the way, and whom it knows
  /// will be named again, or come.
  public boolean isExpendable() {
    return connecting + connected == 0
        && known.values().stream()
            .allMatch(peer -> peer.origin != PeerOrigin.MANUAL || peer.self || peer.banned);
  }

  /// All waiting is over: what was not needed or not to be had may be now. For a torrent that is
  /// started again, or a network that has come back. Bans stay.
  public void refresh(long nowNanos) {
    for (KnownPeer peer : known.values()) {
      peer.dueNanos = nowNanos;
      peer.failures = 0;
    }
  }

  /// The address to connect to now, or null if there is none or a limit is reached. It counts as
  /// being connected to until [#ended(InetSocketAddress, Ending, long)].
  public @Nullable InetSocketAddress nextToConnect(long nowNanos) {
    if (isFull()) {
      return null;
    }
    KnownPeer best = null;
    for (KnownPeer peer : known.values()) {
      if (peer.isCandidate()
          && peer.dueNanos - nowNanos <= 0
          && !bans.contains(ip(peer))
          && (best == null || isBefore(peer, best))) {
        best = peer;
      }
    }
    if (best == null) {
      return null;
    }
    best.state = State.CONNECTING;
    best.outgoing = true;
    best.sinceNanos = nowNanos;
    connecting++;
    return best.address;
  }

  /// Whether to connect to it with an encrypted handshake, as it closed on a plain one.
  public boolean wantsEncryption(InetSocketAddress address) {
    KnownPeer peer = known.get(address);
    return peer != null && peer.encrypted;
  }

  private static boolean isBefore(KnownPeer peer, KnownPeer other) {
    int order = BEST_FIRST.compare(peer, other);
    return order == 0 ? peer.dueNanos - other.dueNanos < 0 : order < 0;
  }

  private boolean isFull() {
    return connecting >= limits.connecting() || connecting + connected >= limits.connections();
  }

  /// Nanoseconds until [#nextToConnect(long)] is worth calling again: 0 if now, -1 if nothing is
  /// waiting or a limit is reached.
  public long nextTryNanos(long nowNanos) {
    long next = -1;
    if (!isFull()) {
      for (KnownPeer peer : known.values()) {
        if (peer.isCandidate() && !bans.contains(ip(peer))) {
          long wait = Math.max(0, peer.dueNanos - nowNanos);
          next = next < 0 ? wait : Math.min(next, wait);
        }
      }
    }
    return next;
  }

  /// Whether to accept a connection from `remote`; if so it counts until it has
  /// [#ended(InetSocketAddress, Ending, long)]. If not, nothing more is to be said of it.
  public boolean accept(InetSocketAddress remote, long nowNanos) {
    boolean full = connecting + connected >= limits.connections();
    if (full || isBanned(remote) || accepted.containsKey(remote)) {
      return false;
    }
    KnownPeer peer = known.get(remote);
    if (peer == null) {
      peer = new KnownPeer(remote, nextSource++, false, PeerOrigin.INCOMING, nowNanos);
      accepted.put(remote, peer);
      sources.put(peer.source, peer);
    } else if (peer.state != State.IDLE) {
      return false; // it connects from the port it listens at, and we are on our way there
    }
    peer.state = State.CONNECTED;
    peer.outgoing = false;
    peer.sinceNanos = nowNanos;
    connected++;
    return true;
  }

  /// The handshake of a connection came in.
  ///
  /// @param remote the address of the connection, as connected to or accepted from
  public Verdict established(InetSocketAddress remote, PeerId id, long nowNanos) {
    KnownPeer peer = connection(remote);
    if (peer == null) {
      throw new IllegalArgumentException("no connection with " + remote);
    }
    peer.id = null;
    if (peer.state == State.CONNECTING) {
      connecting--;
      connected++;
      peer.state = State.CONNECTED;
      peer.sinceNanos = nowNanos;
    }
    if (id.equals(self)) {
      peer.self = true;
      return Verdict.SELF;
    }
    if (isBanned(remote) || bans.contains(ip(peer), id)) {
      return Verdict.BANNED;
    }
    KnownPeer first = sameIdentity(known.values(), id);
    first = first == null ? sameIdentity(accepted.values(), id) : first;
    if (first == null) {
      peer.id = id;
      return Verdict.KEEP;
    }
    return secondConnection(first, peer, id, nowNanos);
  }

  private static @Nullable KnownPeer sameIdentity(Collection<KnownPeer> peers, PeerId id) {
    for (KnownPeer peer : peers) {
      PeerId other = peer.id;
      if (peer.state == State.CONNECTED && other != null && other.equals(id)) {
        return peer;
      }
    }
    return null;
  }

  private Verdict secondConnection(KnownPeer first, KnownPeer second, PeerId id, long nowNanos) {
    boolean crossing =
        first.outgoing != second.outgoing
            && ip(first).equals(ip(second))
            && nowNanos - first.sinceNanos < CROSSING_NANOS;
    boolean openedByLower = second.outgoing == Arrays.compareUnsigned(self.bytes(), id.bytes()) < 0;
    boolean replaces = crossing && openedByLower;
    KnownPeer kept = replaces ? second : first;
    KnownPeer closed = replaces ? first : second;
    closed.id = null;
    kept.id = id;
    if (!kept.listens && closed.listens && ip(kept).equals(ip(closed))) {
      tie(kept, closed);
    }
    replaced = replaces ? first.address : null;
    return replaces ? Verdict.REPLACES : Verdict.DUPLICATE;
  }

  /// After [Verdict#REPLACES]: the connection that has to go.
  public @Nullable InetSocketAddress replaced() {
    return replaced;
  }

  /// An accepted connection says at which port it listens (BEP 10 `p`).
  ///
  /// @return false if that address is banned: close the connection
  public boolean listensAt(InetSocketAddress remote, int port, long nowNanos) {
    KnownPeer peer = accepted.get(remote);
    if (peer == null || peer.listener != null || port <= 0 || port > 0xffff) {
      return true;
    }
    InetSocketAddress address = new InetSocketAddress(remote.getAddress(), port);
    add(address, PeerOrigin.INCOMING, nowNanos);
    KnownPeer listener = known.get(address);
    if (listener != null && listener.isCandidate()) {
      tie(peer, listener);
    }
    return listener == null || !listener.banned;
  }

  private static void tie(KnownPeer connection, KnownPeer listener) {
    connection.listener = listener;
    listener.connectedAs = connection;
  }

  /// The peer was of use: sent a block or took one.
  public void useful(InetSocketAddress remote, long nowNanos) {
    KnownPeer peer = connection(remote);
    if (peer != null) {
      good(peer.reputation(), nowNanos);
    }
  }

  private static void good(KnownPeer peer, long nowNanos) {
    peer.proven = true;
    peer.lastGoodNanos = nowNanos;
    peer.failures = 0;
  }

  /// An attempt or a connection ended. Without effect for what is not known to be connected or on
  /// the way.
  public void ended(InetSocketAddress remote, Ending ending, long nowNanos) {
    KnownPeer peer = connection(remote);
    if (peer == null) {
      return;
    }
    boolean stood = peer.state == State.CONNECTED;
    if (stood) {
      connected--;
    } else {
      connecting--;
    }
    peer.state = State.IDLE;
    boolean lasted = stood && nowNanos - peer.sinceNanos >= LASTING_NANOS;
    if (peer.listens) {
      schedule(peer, ending, stood, lasted, nowNanos);
      return;
    }
    accepted.remove(remote);
    depart(peer);
    KnownPeer listener = peer.listener;
    if (listener != null) {
      listener.connectedAs = null;
      schedule(listener, ending, stood, lasted, nowNanos);
    }
  }

  private void schedule(
      KnownPeer peer, Ending ending, boolean stood, boolean lasted, long nowNanos) {
    peer.lastEnding = ending;
    if (lasted) {
      good(peer, nowNanos);
    }
    switch (ending) {
      case NOT_NEEDED -> peer.dueNanos = nowNanos + BackOff.NOT_NEEDED_NANOS;
      case VIOLATION -> {
        peer.encrypted &= stood;
        peer.dueNanos = nowNanos + BackOff.afterViolation(++peer.violations, random);
      }
      case REFUSED, TIMED_OUT, UNREACHABLE, LOST -> {
        peer.encrypted &= stood || ending != Ending.TIMED_OUT;
        failed(peer, lasted, nowNanos);
      }
      case UNANSWERED -> {
        peer.encrypted = !peer.encrypted;
        if (peer.encrypted) {
          peer.dueNanos = nowNanos; // the other way at once, and once
        } else {
          failed(peer, lasted, nowNanos);
        }
      }
    }
  }

  private void failed(KnownPeer peer, boolean lasted, long nowNanos) {
    peer.failures += lasted ? 0 : 1;
    peer.dueNanos = nowNanos + BackOff.afterFailure(peer, peer.failures, nowNanos, random);
  }

  private void depart(KnownPeer peer) {
    departed.add(peer.source);
    if (departed.size() > MAX_DEPARTED) {
      int oldest = departed.iterator().next();
      departed.remove(oldest);
      sources.remove(oldest);
    }
  }

  /// The number for a connected peer's address, to blame it by; it stays valid when the peer is
  /// gone. -1 if it is not connected.
  public int source(InetSocketAddress remote) {
    KnownPeer peer = connection(remote);
    return peer == null ? -1 : peer.source;
  }

  /// A piece from this source and maybe others had the right hash.
  public void praise(int source) {
    KnownPeer peer = sources.get(source);
    if (peer != null) {
      KnownPeer praised = peer.reputation();
      praised.trust = Math.min(MAX_TRUST, praised.trust + 1);
    }
  }

  /// A piece from this source had the wrong hash.
  ///
  /// @param alone nobody else contributed to it
  /// @return whether the source is banned now: close its connection
  public boolean blame(int source, boolean alone, long nowNanos) {
    KnownPeer peer = sources.get(source);
    if (peer == null) {
      return false;
    }
    KnownPeer blamed = peer.reputation();
    blamed.trust -= BLAME;
    if (!blamed.banned && (alone || blamed.trust <= BAN_AT_TRUST)) {
      blamed.banned = true;
      bans.strike(ip(blamed));
    }
    peer.banned = blamed.banned;
    PeerId id = peer.id;
    if (peer.banned && id != null) {
      bans.add(ip(peer), id);
    }
    return peer.banned;
  }

  /// Whether nothing is to be had to do with this address.
  public boolean isBanned(InetSocketAddress address) {
    KnownPeer peer = connection(address);
    peer = peer == null ? known.get(address) : peer;
    return bans.contains(address.getAddress())
        || (peer != null && (peer.banned || peer.reputation().banned));
  }

  /// Addresses that worked, the latest first, for the next run.
  public List<InetSocketAddress> proven(int limit) {
    List<KnownPeer> proven = new ArrayList<>();
    for (KnownPeer peer : known.values()) {
      if (peer.proven && !peer.banned && !peer.self) {
        proven.add(peer);
      }
    }
    proven.sort((a, b) -> Long.signum(b.lastGoodNanos - a.lastGoodNanos));
    return proven.stream().limit(limit).map(peer -> peer.address).toList();
  }

  public Outlook outlook(long nowNanos) {
    int candidates = 0;
    int banned = 0;
    int[] endings = new int[4];
    for (KnownPeer peer : known.values()) {
      if (peer.banned || bans.contains(ip(peer))) {
        banned++;
      } else if (!peer.self) {
        candidates++;
        Ending ending = peer.isCandidate() ? peer.lastEnding : null;
        if (ending != null) {
          endings[index(ending)]++;
        }
      }
    }
    return new Outlook(
        candidates,
        connected,
        connecting,
        endings[0],
        endings[1],
        endings[2],
        endings[3],
        banned,
        nextTryNanos(nowNanos));
  }

  private static int index(Ending ending) {
    return switch (ending) {
      case REFUSED -> 0;
      case TIMED_OUT -> 1;
      case UNREACHABLE -> 2;
      case LOST, UNANSWERED, NOT_NEEDED, VIOLATION -> 3;
    };
  }

  /// Whoever is connected from there, or on the way; null if nobody is.
  private @Nullable KnownPeer connection(InetSocketAddress remote) {
    KnownPeer peer = accepted.get(remote);
    if (peer == null) {
      peer = known.get(remote);
    }
    return peer == null || peer.state == State.IDLE ? null : peer;
  }

  private static InetAddress ip(KnownPeer peer) {
    return peer.address.getAddress();
  }
}
