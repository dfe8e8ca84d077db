package dev.panal.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.tracker.ring.Buckets;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// What nodes of a ring send each other, both ways.
class RingBytesTest {
  private static final SipHash HASH = new SipHash(1, 2);

  private static Announcement announcement(SplittableRandom random) {
    Announcement said = new Announcement();
    said.hashA = random.nextLong();
    said.hashB = random.nextLong();
    said.hashC = random.nextInt();
    said.idPrefix = random.nextLong();
    said.idTail = random.nextLong();
    said.idTailEnd = random.nextInt();
    said.key = random.nextInt();
    boolean v6 = random.nextBoolean();
    said.at(
        v6,
        v6 ? random.nextLong() : 0,
        v6 ? random.nextLong() : random.nextLong() & 0xffffffffL,
        1 + random.nextInt(65_535));
    said.says(
        Announcement.Change.of(random.nextInt(4)),
        random.nextLong() >>> 1,
        random.nextLong() >>> 1,
        random.nextInt(3) == 0 ? 0 : random.nextLong() >>> 1);
    return said;
  }

  private static String words(Announcement said) {
    return said.infoHash()
        + " "
        + said.peerId()
        + " "
        + said.key
        + " "
        + said.address()
        + " "
        + said.port
        + " "
        + said.change
        + " "
        + said.uploaded
        + " "
        + said.downloaded
        + " "
        + said.left;
  }

  @Property(tries = 300)
  void recordsArriveAsTheyLeft(@ForAll long seed) {
    Announcement said = announcement(new SplittableRandom(seed));
    ByteBuffer bytes = ByteBuffer.allocate(PeerRecord.MAX_BYTES);
    PeerRecord.write(said, seed, bytes);
    Announcement heard = new Announcement();
    assertThat(PeerRecord.read(bytes.flip(), heard)).isEqualTo(seed);
    assertThat(words(heard)).isEqualTo(words(said));
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @Property(tries = 300)
  void questionsArriveAsTheyLeft(@ForAll long seed, @ForAll @IntRange(max = 200) int wanted) {
    SplittableRandom random = new SplittableRandom(seed);
    Announcement said = announcement(random);
    said.wants(wanted, random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
    RingQuestion read = RingQuestion.read(RingQuestion.announce(said));
    assertThat(read)
        .isInstanceOfSatisfying(
            RingQuestion.Announce.class,
            question -> {
              Announcement heard = question.said();
              assertThat(words(heard)).isEqualTo(words(said));
              assertThat(List.of(heard.wanted, heard.preferV6, heard.bothFamilies, heard.withIds))
                  .isEqualTo(List.of(said.wanted, said.preferV6, said.bothFamilies, said.withIds));
            });
  }

  @Test
  void whatIsNoQuestionIsRefused() {
    assertThatThrownBy(() -> RingQuestion.read(new byte[] {77}))
        .isInstanceOf(RuntimeException.class);
    byte[] cut = Arrays.copyOf(RingQuestion.announce(announcement(new SplittableRandom(1))), 30);
    assertThatThrownBy(() -> RingQuestion.read(cut)).isInstanceOf(RuntimeException.class);
  }

  @Property(tries = 200)
  void answersArriveAsTheyLeft(@ForAll long seed, @ForAll @IntRange(max = 50) int peers) {
    SplittableRandom random = new SplittableRandom(seed);
    Answer answer = new Answer(50);
    answer.clear();
    answer.seeds = random.nextInt();
    answer.leechers = random.nextInt();
    answer.completed = random.nextInt();
    answer.intervalSeconds = random.nextInt();
    for (int i = 0; i < peers; i++) {
      answer.v4.putInt(random.nextInt()).putShort((short) random.nextInt());
      byte[] id = new byte[PeerId.LENGTH];
      random.nextBytes(id);
      answer.v4Ids.add(random.nextBoolean() ? Optional.empty() : Optional.of(PeerId.of(id)));
    }
    answer.flip();
    Answer heard = new Answer(50);
    byte[] bytes = AnswerBytes.of(SwarmStore.Outcome.NOT_LISTED, answer);
    assertThat(AnswerBytes.read(bytes, heard)).isEqualTo(SwarmStore.Outcome.NOT_LISTED);
    assertThat(heard.v4).isEqualTo(answer.v4);
    assertThat(heard.v6).isEqualTo(answer.v6);
    assertThat(heard.v4Ids).isEqualTo(answer.v4Ids);
    assertThat(List.of(heard.seeds, heard.leechers, heard.completed, heard.intervalSeconds))
        .isEqualTo(
            List.of(answer.seeds, answer.leechers, answer.completed, answer.intervalSeconds));
  }

  private static SwarmStore store() {
    return new SwarmStore(TrackerConfig.defaults(), HASH, new SplittableRandom(3), null);
  }

  /// Everything in a bucket, for comparison: rows lie in any order.
  private static Set<String> content(SwarmStore store, int bucket) {
    BucketState.Writer out = store.copy(bucket);
    out.swarmsEnd();
    Set<String> content = new TreeSet<>();
    BucketState.read(
        out.bytes(),
        new BucketState.Visitor() {
          private String swarm = "";

          @Override
          public void swarm(
              Announcement named, int completed, long size, boolean sizeKnown, boolean kept) {
            swarm = named.infoHash() + " " + completed + " " + kept;
            content.add(swarm);
          }

          @Override
          public void row(Announcement peer, PeerTable.Part part, int share, int millisLeft) {
            content.add(swarm + " " + peer.peerId() + peer.key + peer.address() + peer.port + part);
          }

          @Override
          public void stopped(long peer, long stamp) {}
        });
    return content;
  }

  private static List<InfoHash> fill(SwarmStore store, SplittableRandom random, int peers) {
    Answer answer = new Answer(50);
    List<InfoHash> swarms = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      Announcement said = announcement(random);
      said.hashA = random.nextInt(3);
      said.hashB = 0;
      said.hashC = 0;
      said.says(Announcement.Change.of(random.nextInt(3)), 0, 0, random.nextInt(3));
      var _ = store.announce(said, answer);
      swarms.add(said.infoHash());
    }
    return swarms;
  }

  @Property(tries = 60)
  void aBucketIsTheSameElsewhere(@ForAll long seed, @ForAll @IntRange(max = 60) int peers) {
    SwarmStore here = store();
    List<InfoHash> swarms = fill(here, new SplittableRandom(seed), peers);
    SwarmStore there = store();
    Stamps stamps = new Stamps();
    PeerHash hash = new PeerHash(HASH);
    BucketState.Writer out = here.copy(0);
    out.swarmsEnd();
    for (int twice = 0; twice < 2; twice++) {
      BucketState.read(out.bytes(), there.absorbing(stamps, hash, 0));
      assertThat(content(there, 0)).isEqualTo(content(here, 0));
    }
    for (InfoHash swarm : swarms) {
      assertThat(Buckets.of(swarm)).isZero();
      assertThat(there.summary(swarm)).isEqualTo(here.summary(swarm));
    }
    assertThat(List.of(there.peers(), there.seeds(), (long) there.swarms()))
        .isEqualTo(List.of(here.peers(), here.seeds(), (long) here.swarms()));
    there.forget(0);
    assertThat(content(there, 0)).isEmpty();
    assertThat(there.peers() + there.seeds() + there.swarms()).isZero();
  }

  @Property(tries = 60)
  void twoHalvesBecomeTheirUnion(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SwarmStore left = store();
    SwarmStore right = store();
    var _ = fill(left, random, 30);
    var _ = fill(right, random, 30);
    PeerHash hash = new PeerHash(HASH);
    BucketState.Writer ofLeft = left.copy(0);
    BucketState.Writer ofRight = right.copy(0);
    ofLeft.swarmsEnd();
    ofRight.swarmsEnd();
    BucketState.read(ofLeft.bytes(), right.absorbing(new Stamps(), hash, 0));
    BucketState.read(ofRight.bytes(), left.absorbing(new Stamps(), hash, 0));
    assertThat(content(left, 0)).isEqualTo(content(right, 0));
    assertThat(left.peers()).isEqualTo(60);
  }

  @Test
  void aCopyThatOvertakesAGoodByeDoesNotKeepItOut() {
    SwarmStore here = store();
    Stamps stamps = new Stamps();
    PeerHash hash = new PeerHash(HASH);
    Announcement peer = announcement(new SplittableRandom(1));
    long goodBye = 100 | RingClock.STOPPED;
    BucketState.Writer copy = store().copy(0);
    copy.swarmsEnd();
    copy.stopped(hash.of(peer), goodBye);
    BucketState.read(copy.bytes(), here.absorbing(stamps, hash, 0));
    assertThat(stamps.stopped(hash.of(peer))).isTrue();
    assertThat(stamps.note(hash.of(peer), 96, 0)).isFalse();
    assertThat(stamps.note(hash.of(peer), goodBye, 0)).isTrue();
  }

  @Property(tries = 60)
  void whoHasLeftElsewhereMeanwhileLeavesWithTheCopy(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int peers) {
    SplittableRandom random = new SplittableRandom(seed);
    SwarmStore there = store();
    SwarmStore here = store();
    PeerHash hash = new PeerHash(HASH);
    BucketState.Writer none = store().copy(0);
    none.swarmsEnd();
    Answer answer = new Answer(50);
    for (int i = 0; i < peers; i++) {
      Announcement peer = announcement(random);
      peer.hashA = random.nextInt(3);
      peer.says(Announcement.Change.HERE, 0, 0, random.nextInt(3));
      var _ = here.announce(peer, answer);
      if (random.nextBoolean()) {
        none.stopped(hash.of(peer), 100 + 2 * i | RingClock.STOPPED);
      } else {
        var _ = there.announce(peer, answer);
      }
    }
    Stamps stamps = new Stamps();
    BucketState.read(none.bytes(), here.absorbing(stamps, hash, 0));
    here.removeStopped(0, stamps, hash);
    assertThat(content(here, 0).stream().filter(row -> row.endsWith("S")).toList())
        .isEqualTo(content(there, 0).stream().filter(row -> row.endsWith("S")).toList());
    assertThat(here.peers()).isEqualTo(there.peers());
    assertThat(here.seeds()).isEqualTo(there.seeds());
  }

  @Test
  void aRecordThatIsLateOrComesTwiceChangesNothing() {
    Stamps stamps = new Stamps();
    assertThat(stamps.note(7, 20, 0)).isTrue();
    assertThat(stamps.note(7, 20, 0)).isFalse();
    assertThat(stamps.note(7, 18, 0)).isFalse();
    assertThat(stamps.note(7, 20 | RingClock.STOPPED, 0)).isFalse();
    assertThat(stamps.note(7, 22 | RingClock.STOPPED, 0)).isTrue();
    assertThat(stamps.stopped(7)).isTrue();
    assertThat(stamps.note(7, 24, 10_000)).isTrue();
    assertThat(stamps.stopped(7)).isFalse();
    // Long ago; two generations later nothing is known of it.
    assertThat(stamps.note(8, 2, 40_000)).isTrue();
    assertThat(stamps.of(7)).isEqualTo(24);
    assertThat(stamps.note(9, 2, 80_000)).isTrue();
    assertThat(stamps.of(7)).isZero();
  }

  @Property(tries = 20)
  void stampsAreWhatWasNotedLast(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Stamps stamps = new Stamps();
    java.util.Map<Long, Long> model = new java.util.HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      long peer = 1 + random.nextInt(1_500) * 0x9E3779B97F4A7C15L;
      long stamp = 2L * (1 + random.nextInt(1_000));
      boolean newer = model.getOrDefault(peer, 0L) < stamp;
      assertThat(stamps.note(peer, stamp, 0)).isEqualTo(newer);
      model.merge(peer, stamp, Math::max);
    }
    model.forEach((peer, stamp) -> assertThat(stamps.of(peer)).isEqualTo(stamp));
  }
}
