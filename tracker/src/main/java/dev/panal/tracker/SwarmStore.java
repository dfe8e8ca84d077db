package dev.panal.tracker;

import dev.panal.tracker.ring.Buckets;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// All swarms of a tracker, and the two questions that are asked about them: announce and scrape.
///
/// Time comes in as ticks. Somebody calls [#tick()] once every [#tickLength()] and [#sweep(int)]
/// until it is through; a tick that comes while a sweep still runs is left out. So deadlines, which
/// are kept in one byte, cannot wrap around unseen, and when the whole process stood still, during
/// which nobody could announce, nobody is thrown out for it.
final class SwarmStore {
  /// Ticks in the longest time that a peer may be silent: with deadlines modulo 256 that leaves 128
  /// ticks for the sweep to come by.
  private static final int TICKS_PER_LIFETIME = 96;

  /// Sixteen tables grow in sixteen small steps where one would stop the loop for a long one.
  private static final int SHARDS = 16;

  private static final int BYTE_VALUES = 256;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final TrackerConfig config;
  private final long tickNanos;
  private final int silenceTicks;
  private final Ledger ledger = new Ledger();
  private final Shard[] shards = new Shard[SHARDS];
  private int tick;
  private int sweeping = SHARDS;

  /// @param hash keyed with a secret, for all tables
  /// @param random draws peers; need not be strong, must be quick
  /// @param events hears what happens; null if nobody does
  SwarmStore(
      TrackerConfig config,
      SipHash hash,
      RandomGenerator random,
      @Nullable Consumer<SwarmEvent> events) {
    this.config = config;
    Duration longest = longer(config.maxInterval().multipliedBy(2), config.silence());
    this.tickNanos = longest.toNanos() / TICKS_PER_LIFETIME;
    this.silenceTicks = ticks(config.silence());
    Slabs slabs = new Slabs();
    PeerDraw draw = new PeerDraw(random, config.limits().maxPeers());
    for (int i = 0; i < SHARDS; i++) {
      shards[i] =
          new Shard(
              hash, slabs, ledger, draw, config.limits(), ticks(config.swarmMemory()), events);
    }
  }

  /// What became of an announce.
  enum Outcome {
    /// It is on the list, or off it after a stop.
    LISTED(1),
    /// The swarm has all the peers it may have: the answer has peers, but nobody will hear of this
    /// one.
    NOT_LISTED(2),
    /// This address has all the peers in this swarm that it may have.
    ADDRESS_TOO_OFTEN_IN_SWARM(3),
    /// This address has all the entries that it may have.
    ADDRESS_IN_TOO_MANY_SWARMS(4),
    /// Too many other addresses use this peer id.
    PEER_ID_TAKEN(5),
    /// No room for more swarms or peers.
    STORE_FULL(6),
    /// The ring has more to do than it can.
    RING_BUSY(7),
    /// No other node of the ring answers, or not all owners could be told.
    RING_SILENT(8);

    /// How it is written in [AnswerBytes].
    final byte code;

    Outcome(int code) {
      this.code = (byte) code;
    }

    static Outcome of(byte code) {
      return switch (code) {
        case 1 -> LISTED;
        case 2 -> NOT_LISTED;
        case 3 -> ADDRESS_TOO_OFTEN_IN_SWARM;
        case 4 -> ADDRESS_IN_TOO_MANY_SWARMS;
        case 5 -> PEER_ID_TAKEN;
        case 6 -> STORE_FULL;
        case 7 -> RING_BUSY;
        case 8 -> RING_SILENT;
        default -> throw new IllegalArgumentException("no outcome " + code);
      };
    }
  }

  /// Notes the announce and fills `answer`. Where the outcome is a refusal, the answer has counts
  /// and perhaps peers all the same; the caller decides what to make of it.
  Outcome announce(Announcement said, Answer answer) {
    answer.clear();
    answer.seeds = 0;
    answer.leechers = 0;
    answer.completed = 0;
    answer.intervalSeconds = intervalSeconds();
    long intervalNanos = answer.intervalSeconds * NANOS_PER_SECOND;
    int lifetime = Math.max(silenceTicks, ticks(2 * intervalNanos));
    // One more, because the current tick is partly over.
    int deadline = tick + lifetime + 1;
    Outcome outcome = shard(said).announce(said, tick, deadline, answer);
    answer.flip();
    return outcome;
  }

  /// Takes what another node of the ring knows of a swarm and its peers. Peers' time left is what
  /// the other says.
  BucketState.Visitor absorbing(Stamps stamps, PeerHash peers, long nowMillis) {
    return new BucketState.Visitor() {
      @Override
      public void swarm(
          Announcement named, int completed, long size, boolean sizeKnown, boolean kept) {
        Swarm swarm = shard(named).recall(named, completed, tick);
        if (swarm != null && !swarm.sizeKnown) {
          swarm.size = Math.max(swarm.size, size);
          swarm.sizeKnown = sizeKnown;
        }
        if (swarm != null) {
          swarm.kept |= kept;
        }
      }

      @Override
      public void row(Announcement peer, PeerTable.Part part, int share, int millisLeft) {
        int left = Math.min((int) (millisLeft / tickMillis()), TICKS_PER_LIFETIME + 1);
        if (left > 0 && !stamps.stopped(peers.of(peer))) {
          shard(peer).absorb(peer, part, share, tick, tick + left);
        }
      }

      @Override
      public void stopped(long peer, long stamp) {
        // As if a step earlier: a copy overtakes records, and if the peer is listed here already,
        // the record of its good-bye is still to take it off.
        boolean _ = stamps.note(peer, stamp - RingClock.STEP, nowMillis);
      }
    };
  }

  /// Takes off the peers of a bucket that have stopped by what a copy of it has told. While this
  /// node was for a moment no owner of it, nobody else told it.
  void removeStopped(int bucket, Stamps stamps, PeerHash peers) {
    shard(bucket).remove(bucket, who -> stamps.stopped(peers.of(who)), tick);
  }

  /// All that is known of the swarms of a bucket.
  BucketState.Writer copy(int bucket) {
    BucketState.Writer out = new BucketState.Writer(tick, tickMillis());
    shard(bucket).copy(bucket, out);
    return out;
  }

  void forget(int bucket) {
    shard(bucket).forget(bucket);
  }

  private Shard shard(int bucket) {
    return shards[bucket * SHARDS / Buckets.COUNT];
  }

  private long tickMillis() {
    return Math.max(1, tickNanos / NANOS_PER_MILLI);
  }

  /// The swarm with this info-hash, or another, or none: what is looked at first in search of it.
  @Nullable Swarm first(long hashA, long hashB, int hashC) {
    return shard(hashA).first(hashA, hashB, hashC);
  }

  /// The numbers of a swarm; zeros if it is not known.
  SwarmSummary summary(InfoHash infoHash) {
    Swarm swarm = shard(infoHash).find(infoHash);
    return swarm == null ? new SwarmSummary(infoHash, 0, 0, 0) : swarm.summary();
  }

  /// Whether the peer with this id in this swarm announces itself with this key.
  KeyProof proves(InfoHash infoHash, PeerId peerId, int key) {
    Announcement said = new Announcement().swarm(infoHash).peer(peerId, key);
    return key == 0 ? KeyProof.NONE : shard(said).proves(said);
  }

  /// See [Tracker#know].
  void know(KnownSwarm known) {
    Announcement named = new Announcement().swarm(known.infoHash());
    shard(named).know(named, known, tick);
  }

  /// See [Tracker#recall].
  ///
  /// @return whether fewer were known
  boolean recall(CompletedDownloads total) {
    int before = summary(total.infoHash()).completed();
    Announcement named = new Announcement().swarm(total.infoHash());
    var _ = shard(named).recall(named, total.count(), tick);
    return before < total.count();
  }

  /// Up to `max` peers of a swarm.
  List<ListedPeer> peers(InfoHash infoHash, int max) {
    Shard shard = shard(infoHash);
    Swarm swarm = shard.find(infoHash);
    return swarm == null ? List.of() : shard.peers(swarm, max);
  }

  /// Downloads completed since the last time this was asked.
  List<CompletedDownloads> takeCompleted() {
    return ledger.takeCompleted();
  }

  /// Every swarm there is, in no particular order.
  void forEach(Consumer<SwarmSummary> action) {
    for (Shard shard : shards) {
      shard.forEach(swarm -> action.accept(swarm.summary()));
    }
  }

  /// As often as the load allows, within the bounds of the configuration.
  int intervalSeconds() {
    long wanted = ledger.peers / config.announcesPerSecond();
    return (int)
        Math.clamp(wanted, config.interval().toSeconds(), config.maxInterval().toSeconds());
  }

  Duration tickLength() {
    return Duration.ofNanos(tickNanos);
  }

  void tick() {
    ledger.tick();
    if (sweeping == SHARDS) {
      tick++;
      sweeping = 0;
      shards[0].beginSweep();
    }
  }

  /// Looks at up to `budget` rows for peers whose time is over.
  ///
  /// @return whether there is more to look at
  boolean sweep(int budget) {
    int left = budget;
    while (left > 0 && sweeping < SHARDS) {
      left = shards[sweeping].sweep(left, tick);
      if (left > 0) {
        sweeping++;
        if (sweeping < SHARDS) {
          shards[sweeping].beginSweep();
        }
      }
    }
    return sweeping < SHARDS;
  }

  int swarms() {
    return ledger.swarms;
  }

  long peers() {
    return ledger.peers;
  }

  long seeds() {
    return ledger.seeds;
  }

  long bytes() {
    return ledger.bytes;
  }

  private Shard shard(InfoHash infoHash) {
    return shards[infoHash.byteAt(0) * SHARDS / BYTE_VALUES];
  }

  private Shard shard(Announcement said) {
    return shard(said.hashA);
  }

  private Shard shard(long hashA) {
    return shards[(int) (hashA >>> 56) * SHARDS / BYTE_VALUES];
  }

  private int ticks(Duration duration) {
    return ticks(duration.toNanos());
  }

  private int ticks(long nanos) {
    return (int) Math.min((nanos + tickNanos - 1) / tickNanos, Integer.MAX_VALUE / 2);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
