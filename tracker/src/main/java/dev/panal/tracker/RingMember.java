package dev.panal.tracker;

import dev.panal.io.EventLoop;
import dev.panal.io.Result;
import dev.panal.tracker.ring.Buckets;
import dev.panal.tracker.ring.Replica;
import dev.panal.tracker.ring.Ring;
import dev.panal.tracker.ring.RingLag;
import dev.panal.tracker.ring.RingMode;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A tracker's part in a ring: tells the other owners of a bucket what is said here, applies what
/// is said there, and asks them where this node is no owner.
///
/// What is said of a peer has a stamp ([RingClock]), and [Stamps] remembers the last ones: records
/// may come late, twice and in any order. Belongs to the tracker's loop, but for the methods of
/// [Replica].
final class RingMember implements Replica {
  /// Records that wait to be applied here, half a second of work; beyond it the sender has to wait.
  private static final int MAX_WAITING_BYTES = 8 << 20;

  /// The second and third owner are asked when the first does not answer.
  private static final int ATTEMPTS = 3;

  private final EventLoop loop;
  private final SwarmStore store;
  private final @Nullable Consumer<SwarmEvent> events;
  private final RingClock clock;
  private final Stamps stamps = new Stamps();
  private final Announcement heard = new Announcement();
  private final Answer scratch;
  private final byte[] record = new byte[PeerRecord.MAX_BYTES];
  private final ByteBuffer recordBuffer = ByteBuffer.wrap(record);
  private final AtomicInteger waitingBytes = new AtomicInteger();
  private PeerHash peers = new PeerHash(new SipHash(0, 0));
  private RingMode mode = RingMode.FAST;
  private @Nullable Ring ring;
  private @Nullable Outbox outbox;
  private @Nullable RingNews news;
  private @Nullable RingKnowledge knowledge;

  /// @param events hears what happens where this node has no part; null if nobody listens
  RingMember(
      EventLoop loop, SwarmStore store, int maxPeers, @Nullable Consumer<SwarmEvent> events) {
    this.loop = loop;
    this.events = events;
    this.store = store;
    this.clock = new RingClock(loop);
    this.scratch = new Answer(maxPeers);
  }

  void join(Ring joined, RingMode joinedMode, PeerHash hash) {
    peers = hash;
    mode = joinedMode;
    ring = joined;
    Outbox out = new Outbox(loop, joined);
    outbox = out;
    RingKnowledge told = new RingKnowledge(out);
    knowledge = told;
    // What was counted before this start, and the owners may not know.
    store.forEach(swarm -> {
      if (swarm.completed() > 0) {
        told.add(new KnownSwarm(swarm.infoHash(), swarm.completed(), 0, false));
      }
    });
    told.tell();
    news = new RingNews(loop, joined);
  }

  /// Whether an announce to this swarm is answered here and at once.
  boolean answersHere(long hashA) {
    return ring == null || (mode == RingMode.FAST && ring.holds(Buckets.of(hashA)));
  }

  boolean holds(InfoHash infoHash) {
    return ring == null || ring.holds(Buckets.of(infoHash));
  }

  /// Whether this node knows all swarms, as one alone does, and one of three.
  boolean holdsAll() {
    for (int bucket = 0; ring != null && bucket < Buckets.COUNT; bucket++) {
      if (!ring.holds(bucket)) {
        return false;
      }
    }
    return true;
  }

  /// Whether there is no ring.
  boolean alone() {
    return ring == null;
  }

  /// Whether announces have to be turned away, because the others cannot follow.
  boolean busy() {
    return outbox != null && outbox.full();
  }

  /// How far the others are behind.
  RingLag lag() {
    return outbox == null
        ? new RingLag(Duration.ZERO, 0)
        : new RingLag(outbox.lag(), outbox.lost());
  }

  /// Tells the other owners what was said here.
  void spread(Announcement said) {
    Outbox to = outbox;
    if (to != null) {
      long stamp = clock.stamp(said.change == Announcement.Change.STOPPED);
      boolean _ = stamps.note(peers.of(said), stamp, loop.epochMillis());
      PeerRecord.write(said, stamp, recordBuffer.clear());
      to.add(Buckets.of(said.hashA), record, recordBuffer.position());
    }
  }

  /// Answers an announce that is not [#answersHere].
  ///
  /// @param answer to be filled before `then` is called
  void announce(Announcement said, Answer answer, Consumer<SwarmStore.Outcome> then) {
    if (ring == null || ring.holds(Buckets.of(said.hashA))) {
      announceHere(
          said,
          bytes -> then.accept(bytes == null ? silent(answer) : AnswerBytes.read(bytes, answer)));
    } else {
      ask(
          Buckets.of(said.hashA),
          RingQuestion.announce(said),
          bytes -> then.accept(bytes == null ? silent(answer) : AnswerBytes.read(bytes, answer)));
    }
  }

  private static SwarmStore.Outcome silent(Answer answer) {
    answer.clear();
    answer.flip();
    return SwarmStore.Outcome.RING_SILENT;
  }

  /// @param then gets [AnswerBytes], or null where not all owners could be told
  private void announceHere(Announcement said, Consumer<byte @Nullable []> then) {
    Outbox to = outbox;
    if (to == null || busy()) {
      scratch.clear();
      scratch.flip();
      then.accept(AnswerBytes.of(SwarmStore.Outcome.RING_BUSY, scratch));
      return;
    }
    SwarmStore.Outcome outcome = store.announce(said, scratch);
    byte[] bytes = AnswerBytes.of(outcome, scratch);
    if (outcome != SwarmStore.Outcome.LISTED) {
      then.accept(bytes);
      return;
    }
    spread(said);
    if (mode == RingMode.STRICT) {
      to.whenSpread(everywhere -> then.accept(everywhere ? bytes : null));
    } else {
      then.accept(bytes);
    }
  }

  /// The numbers of swarms, wherever they are, in this order; zeros where nobody knows or answers.
  ///
  /// @param then hears, too, whether all who had to be asked have answered
  void summaries(List<InfoHash> wanted, BiConsumer<List<SwarmSummary>, Boolean> then) {
    new RingScrape(wanted, then).begin();
  }

  /// See [Tracker#know].
  void know(List<KnownSwarm> swarms) {
    for (KnownSwarm known : swarms) {
      if (holds(known.infoHash())) {
        store.know(known);
      }
      if (knowledge != null) {
        knowledge.add(known);
      }
    }
    if (knowledge != null) {
      knowledge.tell();
    }
  }

  /// See [Tracker#recall].
  void recall(List<CompletedDownloads> totals) {
    for (CompletedDownloads total : totals) {
      boolean news = !holds(total.infoHash()) || store.recall(total);
      if (news && knowledge != null) {
        knowledge.add(new KnownSwarm(total.infoHash(), total.count(), 0, false));
      }
    }
    if (knowledge != null) {
      knowledge.tell();
    }
  }

  /// See [Tracker#proves]; [KeyProof#NONE] where nobody answers.
  void proves(InfoHash infoHash, PeerId peerId, int key, Consumer<KeyProof> then) {
    if (holds(infoHash)) {
      then.accept(store.proves(infoHash, peerId, key));
    } else {
      ask(
          Buckets.of(infoHash),
          RingQuestion.proves(infoHash, peerId, key),
          bytes -> then.accept(bytes == null ? KeyProof.NONE : KeyProof.of(bytes[0])));
    }
  }

  /// See [Tracker#peers]; none where nobody answers.
  void peers(InfoHash infoHash, int max, Consumer<List<ListedPeer>> then) {
    if (holds(infoHash)) {
      then.accept(store.peers(infoHash, max));
    } else {
      ask(
          Buckets.of(infoHash),
          RingQuestion.peers(infoHash, max),
          bytes -> then.accept(bytes == null ? List.of() : PeerListBytes.read(bytes)));
    }
  }

  /// Sends what the others do not know yet, before a farewell.
  void flush(Consumer<Boolean> then) {
    if (outbox == null) {
      then.accept(true);
    } else {
      outbox.whenSpread(then);
    }
  }

  /// @param then gets the answer, or null where nobody answers
  private void ask(int bucket, byte[] question, Consumer<byte @Nullable []> then) {
    ask(bucket, 0, question, then);
  }

  private void ask(int bucket, int attempt, byte[] question, Consumer<byte @Nullable []> then) {
    Ring asked = ring;
    if (asked == null || attempt == ATTEMPTS) {
      then.accept(null);
      return;
    }
    asked.ask(
        bucket,
        attempt,
        question,
        result -> {
          switch (result) {
            case Result.Done<byte[]>(byte[] answer) when answer.length > 0 -> then.accept(answer);
            case Result.Done<byte[]> _, Result.Failed<byte[]> _ ->
                ask(bucket, attempt + 1, question, then);
          }
        });
  }

  @Override
  public void apply(int bucket, byte[] records) {
    if (waitingBytes.get() > MAX_WAITING_BYTES) {
      throw new IllegalStateException("too many records wait to be applied");
    }
    waitingBytes.addAndGet(records.length);
    loop.execute(() -> {
      waitingBytes.addAndGet(-records.length);
      apply(ByteBuffer.wrap(records));
    });
  }

  private void apply(ByteBuffer records) {
    long now = loop.epochMillis();
    while (records.hasRemaining()) {
      if (SwarmRecord.isNext(records)) {
        SwarmRecord.read(records, store.absorbing(stamps, peers, now));
        continue;
      }
      long stamp = PeerRecord.read(records, heard);
      if (stamps.note(peers.of(heard), stamp, now)) {
        var _ = store.announce(heard, scratch);
      }
    }
  }

  @Override
  public void absorb(int bucket, byte[] state) {
    loop.execute(() -> {
      BucketState.read(state, store.absorbing(stamps, peers, loop.epochMillis()));
      store.removeStopped(bucket, stamps, peers);
    });
  }

  @Override
  public void copy(int bucket, Consumer<byte[]> receiver) {
    loop.execute(() -> {
      BucketState.Writer out = store.copy(bucket);
      out.swarmsEnd();
      stamps.forEach((peer, stamp) -> {
        if ((stamp & RingClock.STOPPED) != 0) {
          out.stopped(peer, stamp);
        }
      });
      receiver.accept(out.bytes());
    });
  }

  @Override
  public void forget(int bucket) {
    loop.execute(() -> {
      if (ring != null && !ring.holds(bucket)) {
        store.forget(bucket);
      }
    });
  }

  /// An empty answer says that this node cannot tell.
  @Override
  public void answer(byte[] question, Consumer<byte[]> receiver) {
    loop.execute(() -> {
      try {
        RingQuestion.read(question).answer(this, receiver);
      } catch (RuntimeException e) {
        receiver.accept(new byte[0]);
        throw e;
      }
    });
  }

  void answerAnnounce(Announcement said, Consumer<byte[]> receiver) {
    announceHere(said, bytes -> receiver.accept(bytes == null ? new byte[0] : bytes));
  }

  SwarmSummary summary(InfoHash infoHash) {
    return store.summary(infoHash);
  }

  KeyProof provesHere(InfoHash infoHash, PeerId peerId, int key) {
    return store.proves(infoHash, peerId, key);
  }

  List<ListedPeer> peersHere(InfoHash infoHash, int max) {
    return store.peers(infoHash, max);
  }

  @Override
  public void hear(byte[] told) {
    loop.execute(() -> {
      if (news != null && events != null) {
        news.hear(told, events);
      }
    });
  }

  /// Something happened in a swarm that is here.
  void happened(SwarmEvent event) {
    if (news != null) {
      news.happened(event);
    }
  }

  /// Looks for swarms that live in many places: what is here at once, the rest bucket by bucket.
  private final class RingScrape {
    private final List<InfoHash> wanted;
    private final BiConsumer<List<SwarmSummary>, Boolean> then;
    private final SwarmSummary[] found;
    private int open;
    private boolean silent;

    RingScrape(List<InfoHash> wanted, BiConsumer<List<SwarmSummary>, Boolean> then) {
      this.wanted = wanted;
      this.then = then;
      this.found = new SwarmSummary[wanted.size()];
    }

    void begin() {
      List<List<Integer>> elsewhere = new ArrayList<>();
      for (int i = 0; i < Buckets.COUNT; i++) {
        elsewhere.add(new ArrayList<>());
      }
      for (int i = 0; i < found.length; i++) {
        InfoHash infoHash = wanted.get(i);
        found[i] = store.summary(infoHash);
        if (!holds(infoHash)) {
          elsewhere.get(Buckets.of(infoHash)).add(i);
        }
      }
      open = 1;
      for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
        if (!elsewhere.get(bucket).isEmpty()) {
          open++;
          look(bucket, elsewhere.get(bucket));
        }
      }
      ended();
    }

    private void look(int bucket, List<Integer> places) {
      List<InfoHash> hashes = places.stream().map(wanted::get).toList();
      ask(
          bucket,
          RingQuestion.summaries(hashes),
          bytes -> {
            if (bytes != null) {
              List<SwarmSummary> summaries = RingQuestion.readSummaries(bytes, hashes);
              for (int i = 0; i < places.size(); i++) {
                found[places.get(i)] = summaries.get(i);
              }
            } else {
              silent = true;
            }
            ended();
          });
    }

    private void ended() {
      open--;
      if (open == 0) {
        then.accept(List.of(found), !silent);
      }
    }
  }
}
