package dev.panal.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.engine.testing.FakeDisk.Kind;
import dev.panal.engine.testing.FakeDisk.Volume;
import dev.panal.io.Failure;
import dev.panal.io.Failure.Reason;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final int STRETCH = ReadCache.STRETCH_LENGTH;

  /// Someone who asked for a range.
  private static final class Asker implements BlockReceiver {
    private byte @Nullable [] bytes;
    private @Nullable ByteBuffer buffer;
    private @Nullable Runnable release;
    private @Nullable Failure failure;

    @Override
    public void block(ByteBuffer got, Runnable releaseIt) {
      buffer = got;
      release = releaseIt;
      bytes = new byte[got.remaining()];
      got.duplicate().get(bytes);
    }

    @Override
    public void failed(Failure why) {
      failure = why;
    }

    boolean heard() {
      return bytes != null || failure != null;
    }
  }

  /// A complete torrent.
  private static Rig seeding(SampleTorrent torrent) {
    Volume volume = new Volume();
    for (int file = 0; file < torrent.files().size(); file++) {
      volume.put(torrent.path(file), torrent.fileBytes(file), 1000);
    }
    return new Rig(torrent, volume, new TreeMap<>(), 1).opened();
  }

  private static Asker ask(Rig rig, int piece, int begin, int length) {
    Asker asker = new Asker();
    rig.storage.read(piece, begin, length, asker);
    return asker;
  }

  private static Asker get(Rig rig, int piece, int begin, int length) {
    Asker asker = ask(rig, piece, begin, length);
    rig.runUntil(asker::heard);
    assertThat(asker.failure).isNull();
    byte[] all = rig.torrent.bytes(piece);
    assertThat(asker.bytes).isEqualTo(Arrays.copyOfRange(all, begin, begin + length));
    return asker;
  }

  @Test
  void everyRangeIsWhatItShouldBe() {
    Rig rig = seeding(SampleTorrent.of(3 * STRETCH + 100, 2 * STRETCH + 5, 4 * STRETCH));
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      int piece = random.nextInt(rig.torrent.pieceCount());
      int length = 1 + random.nextInt(8 * BLOCK);
      int begin = random.nextInt(rig.torrent.geometry().length(piece) - length);
      get(rig, piece, begin, length).release.run();
    }
    rig.close();
    assertThat(rig.buffers.peakBytes()).isLessThanOrEqualTo(Rig.CACHED);
  }

  @Test
  void blocksOfAStretchAreReadOnce() {
    Rig rig = seeding(SampleTorrent.of(4 * STRETCH, 4 * STRETCH));
    List<Asker> askers = new ArrayList<>();
    for (int begin = 0; begin < STRETCH; begin += BLOCK) {
      askers.add(ask(rig, 0, begin, BLOCK));
    }
    rig.runUntil(() -> askers.stream().allMatch(Asker::heard));
    assertThat(rig.disk.count(Kind.READ)).isEqualTo(1);
    askers.forEach(asker -> asker.release.run());
    Asker again = ask(rig, 0, 5, 100);
    assertThat(again.bytes).as("in the same turn").hasSize(100);
    again.release.run();
    assertThat(rig.disk.count(Kind.READ)).isEqualTo(1);
    rig.close();
  }

  @Test
  void theBoundHoldsAndReadsWaitForRoom() {
    int stretches = (int) (Rig.CACHED / STRETCH);
    Rig rig = seeding(SampleTorrent.of(2 * stretches * STRETCH, 2 * stretches * STRETCH));
    List<Asker> holding = new ArrayList<>();
    for (int i = 0; i < stretches; i++) {
      holding.add(get(rig, 0, i * STRETCH, BLOCK));
    }
    Asker waiting = ask(rig, 0, stretches * STRETCH, BLOCK);
    rig.loop.advance(Rig.LONG);
    assertThat(waiting.heard()).isFalse();
    holding.removeFirst().release.run();
    rig.runUntil(waiting::heard);
    assertThat(rig.buffers.peakBytes()).isEqualTo(Rig.CACHED);
    holding.forEach(asker -> asker.release.run());
    waiting.release.run();
    assertThatThrownBy(waiting.release::run).isInstanceOf(IllegalStateException.class);
    rig.close();
  }

  @Test
  void theBytesOfSlowPeersStayAsTheyWere() {
    int stretches = (int) (Rig.CACHED / STRETCH);
    Rig rig = seeding(SampleTorrent.of(3 * stretches * STRETCH, 3 * stretches * STRETCH));
    Asker slow = get(rig, 0, 0, BLOCK);
    for (int i = 1; i < 3 * stretches; i++) {
      get(rig, 0, i * STRETCH, BLOCK).release.run();
    }
    byte[] now = new byte[BLOCK];
    slow.buffer.duplicate().get(now);
    assertThat(now).isEqualTo(slow.bytes);
    slow.release.run();
    rig.close();
  }

  @Test
  void onlyVerifiedPiecesAreRead() {
    Rig rig = new Rig(SampleTorrent.of(2 * BLOCK, 4 * BLOCK)).opened();
    assertThat(ask(rig, 0, 0, BLOCK).failure.reason()).isEqualTo(Reason.NOT_FOUND);
    rig.give(0, new Random(1));
    rig.runUntil(() -> rig.storage.has(0));
    get(rig, 0, 0, 2 * BLOCK).release.run();
    assertThat(ask(rig, 1, 0, BLOCK).failure.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThatThrownBy(() -> ask(rig, 0, BLOCK, BLOCK + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ask(rig, 2, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    rig.close();
    assertThat(ask(rig, 0, 0, BLOCK).failure.reason()).isEqualTo(Reason.CANCELLED);
  }

  @Test
  void aFileThatIsCutIsToldAndCheckedAgain() {
    SampleTorrent torrent = SampleTorrent.of(STRETCH, 4 * STRETCH);
    Rig rig = seeding(torrent);
    get(rig, 3, 0, BLOCK).release.run();
    rig.disk
        .volume()
        .put(torrent.path(0), Arrays.copyOf(torrent.fileBytes(0), 2 * STRETCH + 5), 2000);
    Asker one = ask(rig, 2, 0, BLOCK);
    Asker two = ask(rig, 2, BLOCK, BLOCK);
    rig.runUntil(() -> one.heard() && two.heard());
    assertThat(one.failure.reason()).isEqualTo(Reason.CHANGED);
    assertThat(two.failure.reason()).isEqualTo(Reason.CHANGED);
    assertThat(rig.readFailures).hasSize(1);
    CheckReport report = rig.check(CheckScope.ALL);
    assertThat(report.have().cardinality()).isEqualTo(2);
    rig.await(rig.storage::prepare);
    assertThat(ask(rig, 3, 0, BLOCK).failure.reason()).isEqualTo(Reason.NOT_FOUND);
    rig.giveAll();
    rig.runUntil(() -> rig.storage.complete());
    get(rig, 3, 0, BLOCK).release.run();
    rig.close();
  }

  @Test
  void closingWaitsForWhatIsHeldAndCancelsWhatWaits() {
    int stretches = (int) (Rig.CACHED / STRETCH);
    Rig rig = seeding(SampleTorrent.of(2 * stretches * STRETCH, 2 * stretches * STRETCH));
    List<Asker> holding = new ArrayList<>();
    for (int i = 0; i < stretches - 1; i++) {
      holding.add(get(rig, 0, i * STRETCH, BLOCK));
    }
    Asker loading = ask(rig, 0, (stretches - 1) * STRETCH, BLOCK);
    Asker waiting = ask(rig, 0, stretches * STRETCH, BLOCK);
    Rig.Outcome<Storage> closed = new Rig.Outcome<>();
    rig.storage.close(closed);
    rig.loop.advance(Rig.LONG);
    assertThat(waiting.failure.reason()).isEqualTo(Reason.CANCELLED);
    assertThat(loading.failure.reason()).isEqualTo(Reason.CANCELLED);
    assertThat(closed.result).isNull();
    holding.forEach(asker -> asker.release.run());
    rig.runUntil(() -> closed.result != null);
    rig.await(rig.room::close);
    rig.assertNothingLeft();
  }
}
