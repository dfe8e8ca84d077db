package dev.panal.tracker;

import dev.panal.tracker.ring.Buckets;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The swarms whose info-hashes begin with certain bits, and all that is done with them. Belongs to
/// one loop.
final class Shard {
  /// Rows looked at before a peer is listed: all of a small swarm, else a sample, so that joining
  /// costs about the same in any swarm.
  private static final int SURVEY_ALL = 1_024;

  private static final int SURVEY_SAMPLE = 512;

  /// Fewer peers of one address in a sample may be chance.
  private static final int TELLING = 8;

  private final SipHash hash;
  private final Slabs slabs;
  private final Ledger ledger;
  private final PeerDraw draw;
  private final TrackerConfig.Limits limits;
  private final int memoryTicks;
  private final @Nullable Consumer<SwarmEvent> events;
  private final SwarmTable swarms;
  private final PrefixTable prefixes = new PrefixTable();
  private final Requester self;
  private long accountedOverhead;

  /// Where the sweep stands: it goes down through the slots of the table, and in each swarm down
  /// through its rows (those of IPv4 first, then those of IPv6). So what a removal moves has been
  /// looked at already; what announces move meanwhile and the sweep misses, it finds the next time.
  private int slotCursor = -1;

  private int rowCursor = -1;

  Shard(
      SipHash hash,
      Slabs slabs,
      Ledger ledger,
      PeerDraw draw,
      TrackerConfig.Limits limits,
      int memoryTicks,
      @Nullable Consumer<SwarmEvent> events) {
    this.hash = hash;
    this.slabs = slabs;
    this.ledger = ledger;
    this.draw = draw;
    this.limits = limits;
    this.memoryTicks = memoryTicks;
    this.events = events;
    this.swarms = new SwarmTable(hash);
    this.self = new Requester(hash);
    accountOverhead();
  }

  @Nullable Swarm find(InfoHash infoHash) {
    return swarms.find(infoHash);
  }

  @Nullable Swarm find(Announcement said) {
    return swarms.find(said.hashA, said.hashB, said.hashC);
  }

  /// See [SwarmStore#first(long, long, int)].
  @Nullable Swarm first(long hashA, long hashB, int hashC) {
    return swarms.first(hashA, hashB, hashC);
  }

  void forEach(Consumer<Swarm> action) {
    swarms.forEach(action);
  }

  /// Takes note of the announce and fills the answer, which has been cleared.
  ///
  /// @param deadline the last tick at which the peer counts as present without another word
  SwarmStore.Outcome announce(Announcement said, int tick, int deadline, Answer answer) {
    self.load(said, prefixes);
    Swarm swarm = find(said);
    self.share = swarm == null ? 0 : swarm.share(said.left);
    SwarmStore.Outcome outcome = SwarmStore.Outcome.LISTED;
    if (said.change == Announcement.Change.STOPPED) {
      if (swarm != null) {
        leave(swarm, said, tick);
      }
    } else {
      PeerTable table = swarm == null ? null : swarm.table(self.v6);
      int row = table == null ? -1 : table.find(self);
      if (swarm != null && table != null && row >= 0) {
        refresh(swarm, table, row, said, tick, deadline);
      } else {
        outcome = mayJoin(swarm, table, tick);
        if (outcome == SwarmStore.Outcome.LISTED) {
          swarm = join(swarm, said, deadline);
        }
      }
    }
    if (swarm != null) {
      fill(answer, swarm, said);
    }
    return outcome;
  }

  /// Whether the peers with this id, in both families, have this key.
  KeyProof proves(Announcement said) {
    Swarm swarm = find(said);
    if (swarm == null) {
      return KeyProof.NONE;
    }
    self.loadIdentity(said, prefixes);
    KeyProof v4 = swarm.v4 == null ? KeyProof.NONE : swarm.v4.proves(self);
    KeyProof v6 = swarm.v6 == null ? KeyProof.NONE : swarm.v6.proves(self);
    return v4.and(v6);
  }

  private void refresh(
      Swarm swarm, PeerTable table, int found, Announcement said, int tick, int deadline) {
    int row = found;
    boolean wasSeed = table.seed(row);
    if (!table.sameEndpoint(row, self)) {
      survey(swarm, table, tick);
      row = table.find(self);
      forgetAddress(table, row);
      rememberAddress();
    }
    table.refresh(row, self, deadline);
    ledger.seeds += (said.seed() ? 1 : 0) - (wasSeed ? 1 : 0);
    boolean nowSeed = said.seed() && !wasSeed;
    boolean completed = nowSeed && said.change == Announcement.Change.COMPLETED;
    if (completed) {
      countCompleted(swarm);
    }
    if (events != null && (completed || nowSeed || ledger.tellsReport())) {
      SwarmPeer peer = peer(said);
      events.accept(
          new SwarmEvent.Announced(
              said.infoHash(), peer, said.uploaded, said.downloaded, said.left));
      if (completed) {
        events.accept(new SwarmEvent.Completed(said.infoHash(), peer));
      } else if (nowSeed) {
        events.accept(new SwarmEvent.Shared(said.infoHash(), peer));
      }
    }
  }

  private SwarmStore.Outcome mayJoin(@Nullable Swarm swarm, @Nullable PeerTable table, int tick) {
    if (ledger.bytes >= limits.memoryBytes()
        || (swarm == null && ledger.swarms >= limits.swarms())) {
      return SwarmStore.Outcome.STORE_FULL;
    }
    if (!self.loopback
        && ledger.addresses.of(siteHash(self.v6, self.site())) >= limits.entriesPerAddress()) {
      return SwarmStore.Outcome.ADDRESS_IN_TOO_MANY_SWARMS;
    }
    if (swarm == null || table == null) {
      return SwarmStore.Outcome.LISTED;
    }
    if (table.twins() >= PeerTable.MAX_TWINS) {
      return SwarmStore.Outcome.PEER_ID_TAKEN;
    }
    if (survey(swarm, table, tick) >= limits.peersPerAddress()) {
      return SwarmStore.Outcome.ADDRESS_TOO_OFTEN_IN_SWARM;
    }
    return table.size() >= limits.peersPerSwarm()
        ? SwarmStore.Outcome.NOT_LISTED
        : SwarmStore.Outcome.LISTED;
  }

  /// Counts the peers that share the newcomer's address, by sample in a large swarm; 0 for
  /// loopback, where many may share it. On the way it removes whoever had the newcomer's very
  /// endpoint before: the same client before its restart, or one that has gone.
  private int survey(Swarm swarm, PeerTable table, int tick) {
    int size = table.size();
    int looks = size <= SURVEY_ALL ? size : SURVEY_SAMPLE;
    int step = looks == size ? 1 : draw.stride(size);
    int ghost = -1;
    int sharing = 0;
    for (int look = 0, row = 0; look < looks; look++) {
      if (table.site(row) == self.site()) {
        if (table.sameEndpoint(row, self)) {
          ghost = row;
        } else {
          sharing++;
        }
      }
      row = row + step < size ? row + step : row + step - size;
    }
    if (ghost >= 0) {
      expire(swarm, table, ghost, tick);
    }
    if (self.loopback || (looks < size && sharing < TELLING)) {
      return 0;
    }
    return looks == size ? sharing : (int) ((long) sharing * size / looks);
  }

  private Swarm join(@Nullable Swarm known, Announcement said, int deadline) {
    Swarm swarm = known;
    long before = 0;
    if (swarm == null) {
      swarm = add(said);
      self.share = swarm.share(said.left);
    } else {
      before = swarm.bytes();
    }
    self.prefixNumber = prefixes.use(self.prefix);
    swarm.openTable(self.v6, hash, slabs).add(self, deadline);
    rememberAddress();
    ledger.peers++;
    ledger.seeds += said.seed() ? 1 : 0;
    boolean completed = said.seed() && said.change == Announcement.Change.COMPLETED;
    if (completed) {
      countCompleted(swarm);
    }
    ledger.bytes += swarm.bytes() - before;
    accountOverhead();
    if (events != null) {
      SwarmPeer peer = peer(said);
      events.accept(
          said.seed() && !completed
              ? new SwarmEvent.Shared(said.infoHash(), peer)
              : new SwarmEvent.Joined(said.infoHash(), peer, said.left));
      if (completed) {
        events.accept(new SwarmEvent.Completed(said.infoHash(), peer));
      }
    }
    return swarm;
  }

  /// Takes a peer that another node of the ring knows, unless more is known of it here.
  ///
  /// @param deadline see [#announce]
  void absorb(Announcement said, PeerTable.Part part, int share, int tick, int deadline) {
    Swarm swarm = find(said);
    if (swarm == null || ledger.bytes >= limits.memoryBytes()) {
      return;
    }
    said.left = part == PeerTable.Part.SEEDS ? 0 : swarm.lacking(share);
    said.change =
        part == PeerTable.Part.PARTIAL_SEEDS
            ? Announcement.Change.PAUSED
            : Announcement.Change.HERE;
    self.load(said, prefixes);
    self.share = share;
    PeerTable table = swarm.table(self.v6);
    int row = table == null ? -1 : table.find(self);
    if (table == null || row < 0) {
      join(swarm, said, deadline);
    } else if (deadline - tick > table.ticksLeft(row, tick)) {
      ledger.seeds += (said.seed() ? 1 : 0) - (table.seed(row) ? 1 : 0);
      forgetAddress(table, row);
      rememberAddress();
      table.refresh(row, self, deadline);
    }
  }

  /// Writes all swarms of a bucket.
  void copy(int bucket, BucketState.Writer out) {
    swarms.forEach(swarm -> {
      if (Buckets.of(swarm.hashA) == bucket) {
        out.swarm(swarm, prefixes);
      }
    });
  }

  /// Takes off the peers of a bucket who are gone, and says nothing of it: that was heard
  /// elsewhere.
  ///
  /// @param gone is asked of each peer's swarm, family and id
  void remove(int bucket, Predicate<Announcement> gone, int tick) {
    Announcement who = new Announcement();
    swarms.forEach(swarm -> {
      if (Buckets.of(swarm.hashA) == bucket) {
        who.hashA = swarm.hashA;
        who.hashB = swarm.hashB;
        who.hashC = swarm.hashC;
        remove(swarm, swarm.v4, who, gone, tick);
        remove(swarm, swarm.v6, who, gone, tick);
        long before = swarm.bytes();
        swarm.dropEmptyTables();
        ledger.bytes += swarm.bytes() - before;
      }
    });
  }

  private void remove(
      Swarm swarm,
      @Nullable PeerTable table,
      Announcement who,
      Predicate<Announcement> gone,
      int tick) {
    who.v6 = table != null && table == swarm.v6;
    for (int row = table == null ? -1 : table.size() - 1; table != null && row >= 0; row--) {
      table.identify(row, prefixes, who);
      if (gone.test(who)) {
        drop(swarm, table, row);
        swarm.emptySince = tick;
      }
    }
  }

  /// Forgets all swarms of a bucket, and says nothing of their peers, who are elsewhere.
  void forget(int bucket) {
    List<Swarm> gone = new ArrayList<>();
    swarms.forEach(swarm -> {
      if (Buckets.of(swarm.hashA) == bucket) {
        gone.add(swarm);
      }
    });
    for (Swarm swarm : gone) {
      empty(swarm, swarm.v4);
      empty(swarm, swarm.v6);
      forget(swarm);
    }
  }

  private void empty(Swarm swarm, @Nullable PeerTable table) {
    for (int row = table == null ? -1 : table.size() - 1; table != null && row >= 0; row--) {
      drop(swarm, table, row);
    }
  }

  private Swarm add(Announcement said) {
    ledger.swarms++;
    return swarms.add(said.hashA, said.hashB, said.hashC);
  }

  private void countCompleted(Swarm swarm) {
    swarm.countCompleted();
    ledger.completed(swarm);
  }

  /// Takes note of what is known of a swarm from outside. What is not to be kept and has nothing to
  /// remember is dropped by the next sweep.
  void know(Announcement named, KnownSwarm known, int tick) {
    Swarm swarm = recall(named, known.completed(), tick);
    if (swarm == null) {
      return;
    }
    swarm.kept = known.kept();
    swarm.sizeKnown = known.sizeBytes() > 0;
    if (swarm.sizeKnown) {
      swarm.size = known.sizeBytes();
    }
  }

  /// The swarm, with at least so many completed downloads; null if there is no room for it.
  @Nullable Swarm recall(Announcement named, int completed, int tick) {
    Swarm swarm = find(named);
    if (swarm == null) {
      if (ledger.bytes >= limits.memoryBytes() || ledger.swarms >= limits.swarms()) {
        return null;
      }
      swarm = add(named);
      swarm.emptySince = tick;
      ledger.bytes += swarm.bytes();
      accountOverhead();
    }
    swarm.completed = Math.max(swarm.completed, completed);
    return swarm;
  }

  /// Up to `max` peers of a swarm, evenly spread over its tables, so that the same are named again
  /// the next time.
  List<ListedPeer> peers(Swarm swarm, int max) {
    int size = swarm.size();
    int count = Math.min(size, max);
    List<ListedPeer> peers = new ArrayList<>(count);
    int inV4 = swarm.v4 == null ? 0 : swarm.v4.size();
    for (int i = 0; i < count; i++) {
      int row = (int) ((long) i * size / count);
      PeerTable table = swarm.table(row >= inV4);
      if (table != null) {
        peers.add(listed(table, row >= inV4 ? row - inV4 : row));
      }
    }
    return peers;
  }

  private ListedPeer listed(PeerTable table, int row) {
    ListedPeer.Kind kind =
        switch (table.part(row)) {
          case SEEDS -> ListedPeer.Kind.SEED;
          case PARTIAL_SEEDS -> ListedPeer.Kind.PARTIAL_SEED;
          case LEECHERS -> ListedPeer.Kind.LEECHER;
        };
    return new ListedPeer(peer(table, row), kind, table.share(row));
  }

  private void leave(Swarm swarm, Announcement said, int tick) {
    PeerTable table = swarm.table(self.v6);
    int row = table == null ? -1 : table.find(self);
    if (table == null || row < 0) {
      return;
    }
    // Some end at once when they have everything, and this is the first that is heard of it.
    boolean completed = said.seed() && !table.seed(row);
    if (completed) {
      countCompleted(swarm);
    }
    drop(swarm, table, row);
    tidy(swarm, tick);
    if (completed && events != null) {
      events.accept(new SwarmEvent.Completed(said.infoHash(), peer(said)));
    }
    if (events != null) {
      events.accept(new SwarmEvent.Left(said.infoHash(), peer(said)));
    }
  }

  private void fill(Answer answer, Swarm swarm, Announcement said) {
    answer.seeds = swarm.seeds();
    answer.leechers = swarm.leechers();
    answer.completed = swarm.completed;
    if (said.change == Announcement.Change.STOPPED) {
      return;
    }
    int taken = take(answer, swarm, said.preferV6, said, said.wanted);
    if (said.bothFamilies) {
      take(answer, swarm, !said.preferV6, said, said.wanted - taken);
    }
  }

  private int take(Answer answer, Swarm swarm, boolean inV6, Announcement said, int wanted) {
    PeerTable table = swarm.table(inV6);
    if (table == null) {
      return 0;
    }
    int taken = draw.draw(table, self, wanted);
    answer.add(table, draw, taken);
    if (said.withIds) {
      List<Optional<PeerId>> ids = inV6 ? answer.v6Ids : answer.v4Ids;
      for (int i = 0; i < taken; i++) {
        ids.add(table.peerId(draw.chosen(i), prefixes));
      }
    }
    return taken;
  }

  /// Starts over.
  void beginSweep() {
    slotCursor = swarms.slots() - 1;
    rowCursor = -1;
  }

  /// Goes on looking for peers whose time is over.
  ///
  /// @param budget rows and slots that may be looked at
  /// @return what is left of the budget; more than 0 once the sweep is through
  int sweep(int budget, int tick) {
    int left = budget;
    while (left > 0 && slotCursor >= 0) {
      slotCursor = Math.min(slotCursor, swarms.slots() - 1);
      Swarm swarm = swarms.at(slotCursor);
      left--;
      if (swarm != null) {
        left = sweepRows(swarm, left, tick);
        if (rowCursor >= 0) {
          return 0;
        }
        if (swarm.size() == 0 && forgettable(swarm, tick)) {
          forget(swarm);
        }
      }
      slotCursor--;
    }
    return left;
  }

  private int sweepRows(Swarm swarm, int budget, int tick) {
    if (rowCursor < 0) {
      rowCursor = swarm.size() - 1;
    }
    int left = budget;
    boolean found = false;
    for (; rowCursor >= 0 && left > 0; rowCursor--, left--) {
      int inV4 = swarm.v4 == null ? 0 : swarm.v4.size();
      boolean v6 = rowCursor >= inV4;
      int row = v6 ? rowCursor - inV4 : rowCursor;
      PeerTable table = swarm.table(v6);
      if (table != null && row < table.size() && table.expired(row, tick)) {
        expire(swarm, table, row, tick);
        found = true;
      }
    }
    if (found) {
      long before = swarm.bytes();
      swarm.dropEmptyTables();
      ledger.bytes += swarm.bytes() - before;
    }
    return left;
  }

  /// Removes a peer that is gone without a word. The swarm stays, also if it is empty now.
  private void expire(Swarm swarm, PeerTable table, int row, int tick) {
    SwarmEvent.Expired event =
        events == null ? null : new SwarmEvent.Expired(swarm.infoHash(), peer(table, row));
    drop(swarm, table, row);
    swarm.emptySince = tick;
    if (events != null && event != null) {
      events.accept(event);
    }
  }

  private void drop(Swarm swarm, PeerTable table, int row) {
    long before = swarm.bytes();
    prefixes.release(table.prefixNumber(row));
    forgetAddress(table, row);
    ledger.peers--;
    ledger.seeds -= table.seed(row) ? 1 : 0;
    table.remove(row);
    ledger.bytes += swarm.bytes() - before;
    accountOverhead();
  }

  private void tidy(Swarm swarm, int tick) {
    long before = swarm.bytes();
    swarm.dropEmptyTables();
    ledger.bytes += swarm.bytes() - before;
    if (swarm.size() == 0) {
      swarm.emptySince = tick;
      if (forgettable(swarm, tick)) {
        forget(swarm);
      }
    }
  }

  /// An empty swarm is worth remembering for its count of completed downloads only; not for long,
  /// and not when room gets scarce.
  private boolean forgettable(Swarm swarm, int tick) {
    return !swarm.kept
        && (swarm.completed == 0
            || tick - swarm.emptySince > memoryTicks
            || ledger.swarms > limits.swarms() / 4 * 3
            || ledger.bytes > limits.memoryBytes() / 4 * 3);
  }

  private void forget(Swarm swarm) {
    ledger.swarms--;
    ledger.bytes -= swarm.bytes();
    swarm.dropEmptyTables();
    swarms.remove(swarm);
    accountOverhead();
  }

  private void rememberAddress() {
    if (!self.loopback) {
      ledger.addresses.add(siteHash(self.v6, self.site()));
    }
  }

  private void forgetAddress(PeerTable table, int row) {
    if (!table.loopback(row)) {
      boolean v6 = table.addressBytes() == Row.V6_BYTES;
      ledger.addresses.remove(siteHash(v6, table.site(row)));
    }
  }

  private long siteHash(boolean v6, long site) {
    return hash.hash(site, v6 ? 1 : 0, 0);
  }

  private void accountOverhead() {
    long overhead = swarms.bytes() + prefixes.bytes();
    ledger.bytes += overhead - accountedOverhead;
    accountedOverhead = overhead;
  }

  private static SwarmPeer peer(Announcement said) {
    return new SwarmPeer(
        Optional.of(said.peerId()), new InetSocketAddress(said.address(), said.port));
  }

  private SwarmPeer peer(PeerTable table, int row) {
    Optional<PeerId> id = table.peerId(row, prefixes);
    try {
      InetAddress address = InetAddress.getByAddress(table.address(row));
      return new SwarmPeer(id, new InetSocketAddress(address, table.port(row)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a row holds an address of the wrong length", e);
    }
  }
}
