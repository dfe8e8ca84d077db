package dev.panal.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.engine.testing.FakeDisk.Kind;
import dev.panal.engine.testing.FakeDisk.Volume;
import dev.panal.io.Disk.Allocation;
import dev.panal.io.Failure;
import dev.panal.io.Failure.Reason;
import dev.panal.wire.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final int MIB = 1 << 20;

  @ParameterizedTest
  @ValueSource(ints = {1024, BLOCK, 3 * BLOCK, MIB, 2 * MIB + BLOCK, 5 * MIB})
  void blocksInAnyOrderBecomeFiles(int pieceLength) {
    Rig rig = new Rig(SampleTorrent.of(pieceLength, 10, 7 * MIB / 2, 0, 1, 12_345)).opened();
    if (pieceLength == 1024) {
      rig.loop.runDue();
    }
    Random random = new Random(3);
    int pieces = rig.torrent.pieceCount();
    for (int piece = pieces - 1; piece >= 0; piece--) {
      rig.give(piece, random);
    }
    rig.runUntil(() -> rig.storage.complete());
    assertThat(rig.verified).hasSize(pieces).doesNotHaveDuplicates();
    assertThat(rig.failed).isEmpty();
    assertThat(rig.storage.verifiedBytes()).isEqualTo(rig.storage.wantedBytes());
    rig.assertFilesComplete();
    rig.close();
    assertThat(rig.warnings).isEmpty();
  }

  @Test
  void padsHaveNoFilesAndLinksAreNotMade() {
    Rig rig =
        new Rig(
                new SampleTorrent.Maker(2 * BLOCK)
                    .files(BLOCK + 5)
                    .pad(BLOCK - 5)
                    .link("file0")
                    .files(40_000)
                    .make())
            .opened();
    rig.giveAll();
    rig.runUntil(() -> rig.storage.complete());
    rig.assertFilesComplete();
    assertThat(rig.disk.volume().paths()).containsExactly(rig.torrent.path(0), rig.torrent.path(3));
    rig.close();
  }

  @Test
  void manyTinyFilesInOnePiece() {
    int[] lengths = new int[3000];
    Random random = new Random(5);
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = random.nextInt(60);
    }
    Rig rig = new Rig(SampleTorrent.of(MIB, lengths)).opened();
    assertThat(rig.disk.volume().paths()).hasSize(lengths.length);
    rig.giveAll();
    rig.runUntil(() -> rig.storage.complete());
    rig.assertFilesComplete();
    rig.close();
  }

  @Test
  void aTorrentOfEmptyFilesIsCompleteAtOnce() {
    Rig rig = new Rig(SampleTorrent.of(BLOCK, 0, 0));
    rig.check(CheckScope.DOUBTFUL);
    assertThat(rig.disk.volume().paths()).isEmpty();
    rig.await(rig.storage::prepare);
    assertThat(rig.storage.complete()).isTrue();
    rig.assertFilesComplete();
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {BLOCK, 4 * BLOCK, 6 * MIB})
  void aCorruptPieceFailsAndIsHadAgain(int pieceLength) {
    Rig rig = new Rig(SampleTorrent.of(pieceLength, 2 * pieceLength)).opened();
    Random random = new Random(1);
    int last = rig.torrent.geometry().blockCount(0) - 1;
    for (int block = 0; block < last; block++) {
      rig.give(0, block);
    }
    assertThat(rig.storage.accept(0, last * BLOCK, ByteBuffer.allocate(BLOCK))).isTrue();
    rig.give(1, random);
    rig.runUntil(() -> rig.failed.size() + rig.verified.size() == 2);
    assertThat(rig.failed).containsExactly(0);
    assertThat(rig.verified).containsExactly(1);
    rig.give(0, random);
    rig.runUntil(() -> rig.storage.complete());
    assertThat(rig.verified).containsExactly(1, 0);
    rig.assertFilesComplete();
    rig.close();
  }

  @Test
  void nothingIsReportedBeforeItsWritesHaveReturned() {
    Rig rig = new Rig(SampleTorrent.of(4 * BLOCK, 4 * BLOCK)).opened();
    rig.disk.slowest(Rig.millis(500));
    rig.give(0, new Random(2));
    while (rig.verified.isEmpty()) {
      assertThat(rig.storage.has(0)).isFalse();
      assertThat(rig.loop.step()).isTrue();
    }
    assertThat(rig.disk.inFlight()).isZero();
    rig.assertFilesComplete();
    rig.close();
  }

  @Test
  void whatIsNotAskedForIsRefused() {
    BitSet unwanted = new BitSet();
    unwanted.set(1);
    SampleTorrent torrent = SampleTorrent.of(2 * BLOCK, 2 * BLOCK, 2 * BLOCK, 100);
    Rig rig = new Rig(torrent, new Volume(), new TreeMap<>(), 1, unwanted);
    assertThat(rig.storage.accept(0, 0, torrent.block(0, 0))).as("before the check").isFalse();
    rig.opened();
    rig.give(0, 0);
    assertThat(rig.storage.accept(0, 0, torrent.block(0, 0))).as("twice").isFalse();
    assertThat(rig.storage.accept(1, 0, torrent.block(1, 0))).as("unwanted").isFalse();
    assertThatThrownBy(() -> rig.storage.accept(0, 5, torrent.block(0, 0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rig.storage.accept(3, 0, torrent.block(0, 0)))
        .isInstanceOf(IllegalArgumentException.class);
    rig.give(0, 1);
    rig.runUntil(() -> rig.storage.has(0));
    assertThat(rig.storage.accept(0, 0, torrent.block(0, 0))).as("verified").isFalse();
    rig.give(2, 0);
    rig.runUntil(() -> rig.storage.complete());
    assertThat(rig.disk.volume().exists(torrent.path(1))).isFalse();
    rig.close();
  }

  @Test
  void anUnwantedNeighbourGetsOnlyTheBytesOfSharedPieces() {
    BitSet unwanted = new BitSet();
    unwanted.set(1, 3);
    SampleTorrent torrent = SampleTorrent.of(2 * BLOCK, BLOCK, 5 * BLOCK, BLOCK, BLOCK);
    Rig rig = new Rig(torrent, new Volume(), new TreeMap<>(), 1, unwanted).opened();
    assertThat(rig.storage.wantedBytes()).isEqualTo(4 * BLOCK);
    Random random = new Random(1);
    rig.give(0, random);
    rig.give(3, random);
    rig.runUntil(() -> rig.storage.complete());
    assertThat(rig.disk.volume().bytes(torrent.path(0))).isEqualTo(torrent.fileBytes(0));
    assertThat(rig.disk.volume().bytes(torrent.path(1))).hasSize(BLOCK);
    assertThat(rig.disk.volume().bytes(torrent.path(2))).isEqualTo(torrent.fileBytes(2));
    rig.<Storage>await(done -> rig.storage.select(new BitSet(), done));
    assertThat(rig.storage.complete()).isFalse();
    rig.giveAll();
    rig.runUntil(() -> rig.storage.complete());
    rig.assertFilesComplete();
    rig.close();
  }

  @Test
  void memoryStaysInItsBoundWithVeryManyPartialPieces() {
    SampleTorrent torrent = SampleTorrent.of(MIB / 2, 16 * MIB);
    Rig rig = new Rig(torrent).opened();
    int blocks = torrent.geometry().blockCount(0);
    // The worst case: every piece has a block missing until the end.
    for (int block = 0; block < blocks; block++) {
      for (int piece = 0; piece < torrent.pieceCount(); piece++) {
        rig.give(piece, (block * 7 + piece) % blocks);
        if (rig.storage.overloaded()) {
          boolean[] relieved = {false};
          rig.storage.onRelief(() -> relieved[0] = true);
          rig.runUntil(() -> relieved[0]);
          assertThat(rig.storage.overloaded()).isFalse();
        }
      }
    }
    rig.runUntil(() -> rig.storage.complete());
    assertThat(rig.failed).isEmpty();
    assertThat(rig.buffers.peakBytes()).isLessThanOrEqualTo(Rig.BUFFERED + MIB);
    assertThat(rig.disk.count(Kind.HASH)).isPositive();
    rig.assertFilesComplete();
    rig.close();
  }

  @Test
  void anOverloadedDiskIsPassedOn() {
    Rig rig = new Rig(SampleTorrent.of(BLOCK, BLOCK)).opened();
    rig.disk.overload(true);
    assertThat(rig.storage.overloaded()).isTrue();
    boolean[] relieved = {false};
    rig.storage.onRelief(() -> relieved[0] = true);
    rig.loop.advance(Rig.LONG);
    assertThat(relieved[0]).isFalse();
    rig.disk.overload(false);
    rig.runUntil(() -> relieved[0]);
    rig.close();
  }

  @Test
  void droppedPiecesGiveTheirMemoryBackAndMayBeHadAgain() {
    Rig rig = new Rig(SampleTorrent.of(8 * BLOCK, 8 * BLOCK)).opened();
    rig.give(0, 3);
    rig.storage.drop(0);
    assertThat(rig.room.bufferedBytes()).isZero();
    rig.give(0, new Random(1));
    rig.storage.drop(0);
    rig.runUntil(() -> rig.storage.complete());
    rig.close();
  }

  @Test
  void closingInTheMidstLeavesNothingBehind() {
    SampleTorrent torrent = SampleTorrent.of(3 * MIB, 9 * MIB);
    for (int steps = 0; steps < 30; steps++) {
      Rig rig = new Rig(torrent).opened();
      rig.give(0, new Random(steps));
      rig.give(1, 5);
      rig.give(1, 100);
      for (int step = 0; step < steps; step++) {
        rig.loop.step();
      }
      rig.close();
      assertThat(rig.storage.accept(1, 0, torrent.block(1, 0))).isFalse();
    }
  }

  @Test
  void closingAtAnyMomentOfTheStart() {
    SampleTorrent torrent = SampleTorrent.of(BLOCK, 3 * BLOCK, 100);
    Volume volume = new Volume();
    volume.put(torrent.path(0), torrent.fileBytes(0), 1000);
    for (int steps = 0; steps < 60; steps++) {
      Rig rig = new Rig(torrent, volume, new TreeMap<>(), steps);
      Rig.Outcome<CheckReport> checked = new Rig.Outcome<>();
      Rig.Outcome<Storage> prepared = new Rig.Outcome<>();
      rig.storage.check(
          CheckScope.DOUBTFUL,
          (done, total) -> {},
          result -> {
            checked.accept(result);
            if (result instanceof dev.panal.io.Result.Done) {
              rig.storage.prepare(prepared);
            }
          });
      for (int step = 0; step < steps; step++) {
        rig.loop.step();
      }
      rig.close();
      assertThat(checked.result).isNotNull();
    }
  }

  // --- failures ---

  @ParameterizedTest
  @ValueSource(ints = {BLOCK, 8 * BLOCK, 5 * MIB})
  void aFullDiskSuspendsAndResumes(int pieceLength) {
    SampleTorrent torrent = SampleTorrent.of(pieceLength, pieceLength + 9 * BLOCK + 5);
    int step = pieceLength > MIB ? 3 : 1;
    for (int failing = 0; ; failing += step) {
      Rig rig = new Rig(torrent).opened();
      int wanted = failing;
      int[] asked = {0};
      rig.disk.faults(kind -> kind == Kind.WRITE && asked[0]++ == wanted ? Reason.DISK_FULL : null);
      Random random = new Random(failing);
      for (int piece = 0; piece < torrent.pieceCount(); piece++) {
        rig.give(piece, random);
      }
      rig.runUntil(() -> rig.storage.complete() || !rig.suspensions.isEmpty());
      if (rig.storage.complete()) {
        assertThat(failing).isGreaterThan(step);
        rig.close();
        return;
      }
      assertThat(rig.suspensions.getFirst().reason()).isEqualTo(Reason.DISK_FULL);
      int someLost = rig.lost.getFirst();
      assertThat(rig.storage.accept(someLost, 0, torrent.block(someLost, 0))).isFalse();
      rig.loop.advance(Rig.LONG);
      assertThat(rig.suspensions).hasSize(1);
      assertThat(rig.room.bufferedBytes()).isZero();
      assertThat(rig.lost.size() + rig.verified.size()).isEqualTo(torrent.pieceCount());
      rig.await(rig.storage::resume);
      for (int piece : rig.lost) {
        rig.give(piece, random);
      }
      rig.runUntil(() -> rig.storage.complete());
      rig.assertFilesComplete();
      rig.close();
    }
  }

  @Test
  void aVanishedFolderSuspendsAndACheckFindsWhatIsLeft() {
    SampleTorrent torrent = SampleTorrent.of(2 * BLOCK, 4 * BLOCK, 4 * BLOCK);
    Rig rig = new Rig(torrent).opened();
    Random random = new Random(1);
    rig.give(0, random);
    rig.give(2, random);
    rig.runUntil(() -> rig.verified.size() == 2);
    rig.disk.volume().remove(torrent.path(0));
    rig.give(1, random);
    rig.runUntil(() -> !rig.suspensions.isEmpty());
    assertThat(rig.suspensions.getFirst().reason()).isEqualTo(Reason.NOT_FOUND);
    CheckReport report = rig.check(CheckScope.ALL);
    BitSet left = new BitSet();
    left.set(2);
    assertThat(report.have()).isEqualTo(left);
    assertThat(rig.storage.have()).isEqualTo(left);
    rig.await(rig.storage::prepare);
    rig.giveAll();
    rig.runUntil(() -> rig.storage.complete());
    rig.assertFilesComplete();
    rig.close();
  }

  @Test
  void aHashThatCannotBeHadSuspends() {
    Rig rig = new Rig(SampleTorrent.of(5 * MIB, 5 * MIB)).opened();
    boolean[] failing = {true};
    rig.disk.faults(kind -> kind == Kind.HASH && failing[0] ? Reason.IO : null);
    rig.give(0, new Random(1));
    rig.runUntil(() -> !rig.suspensions.isEmpty());
    assertThat(rig.lost).containsExactly(0);
    failing[0] = false;
    rig.await(rig.storage::resume);
    rig.give(0, new Random(2));
    rig.runUntil(() -> rig.storage.complete());
    rig.close();
  }

  @Test
  void filesThatCannotBeMadeFailThePreparation() {
    Rig rig = new Rig(SampleTorrent.of(BLOCK, BLOCK, 0, 5));
    rig.check(CheckScope.DOUBTFUL);
    boolean[] failing = {true};
    rig.disk.faults(kind -> kind == Kind.PREPARE && failing[0] ? Reason.DENIED : null);
    Failure failure = rig.awaitFailure(rig.storage::prepare);
    assertThat(failure.reason()).isEqualTo(Reason.DENIED);
    assertThat(rig.storage.accept(0, 0, rig.torrent.block(0, 0))).isFalse();
    failing[0] = false;
    rig.await(rig.storage::prepare);
    rig.giveAll();
    rig.runUntil(() -> rig.storage.complete());
    rig.close();
  }

  @Test
  void theOrderOfCallsIsKept() {
    Rig rig = new Rig(SampleTorrent.of(BLOCK, BLOCK));
    assertThatThrownBy(() -> rig.storage.prepare(result -> {}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> rig.storage.resume(result -> {}))
        .isInstanceOf(IllegalStateException.class);
    rig.storage.check(CheckScope.ALL, (done, total) -> {}, result -> {});
    assertThatThrownBy(() -> rig.storage.check(CheckScope.ALL, (done, total) -> {}, result -> {}))
        .isInstanceOf(IllegalStateException.class);
    rig.close();
    assertThat(rig.awaitFailure(rig.storage::prepare).reason()).isEqualTo(Reason.CANCELLED);
    assertThatThrownBy(() -> rig.storage.close(result -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void limitsAreChecked() {
    assertThatThrownBy(() -> new StorageLimits(1, 1 << 20, Allocation.SPARSE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StorageLimits(1 << 20, 1, Allocation.SPARSE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(List.of(StorageLimits.defaults())).hasSize(1);
  }
}
