package dev.panal.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.ResumeData;
import dev.panal.engine.ResumeData.Totals;
import dev.panal.engine.testing.FakeDisk.Kind;
import dev.panal.engine.testing.FakeDisk.Volume;
import dev.panal.io.Failure.Reason;
import dev.panal.wire.InfoHash;
import dev.panal.wire.metainfo.PieceGeometry;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ResumeJournalTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;

  private final SampleTorrent torrent = SampleTorrent.of(BLOCK, 4 * BLOCK, 0, 4 * BLOCK);
  private final Volume volume = new Volume();
  private final TreeMap<InfoHash, byte[]> rows = new TreeMap<>();
  private final Random random = new Random(1);

  private Rig next() {
    return new Rig(torrent, volume, rows, 1);
  }

  private ResumeData saved() {
    return ResumeData.decode(rows.firstEntry().getValue());
  }

  private void verify(Rig rig, int... pieces) {
    for (int piece : pieces) {
      rig.give(piece, random);
      rig.runUntil(() -> rig.storage.has(piece));
    }
  }

  @Test
  void afterAKillOnlyIncompleteFilesAreHashed() {
    Rig rig = next().opened();
    verify(rig, 0, 1, 2, 3, 5);
    rig.loop.advance(Duration.ofSeconds(10));
    verify(rig, 6);
    rig.loop.kill();
    assertThat(saved().stamps().stamped(0)).isTrue();
    assertThat(saved().stamps().stamped(2)).isFalse();
    assertThat(saved().have().get(6)).as("not journaled yet").isFalse();
    Rig again = next();
    CheckReport report = again.check(CheckScope.DOUBTFUL);
    assertThat(report.hashedPieces()).isEqualTo(4);
    assertThat(report.have().cardinality()).isEqualTo(6);
    again.close();
  }

  @Test
  void afterACloseNothingIsHashed() {
    Rig rig = next().opened();
    verify(rig, 0, 2, 5);
    rig.close();
    Rig again = next();
    CheckReport report = again.check(CheckScope.DOUBTFUL);
    assertThat(report.hashedPieces()).isZero();
    assertThat(report.have().cardinality()).isEqualTo(3);
    again.close();
  }

  @Test
  void writesWaitUntilTheRecordSaysThatFilesAreInDoubt() {
    next().opened().close();
    assertThat(saved().stamps().stamped(0)).isTrue();
    Rig rig = next().opened();
    rig.store.latency(Duration.ofSeconds(5));
    rig.give(0, random);
    rig.runUntil(() -> rig.disk.count(Kind.WRITE) > 0);
    assertThat(saved().stamps().stamped(0)).isFalse();
    rig.runUntil(() -> rig.storage.has(0));
    rig.close();
  }

  @Test
  void aStoreThatFailsIsAWarningAndIsTriedAgain() {
    Rig rig = next();
    rig.store.failing(true);
    rig.opened();
    rig.giveAll();
    rig.runUntil(() -> rig.storage.complete());
    rig.loop.advance(Duration.ofMinutes(10));
    assertThat(rig.warnings).hasSizeBetween(5, 30);
    rig.await(rig.storage::settle);
    assertThat(rows).isEmpty();
    rig.store.failing(false);
    rig.loop.advance(Duration.ofMinutes(2));
    assertThat(saved().have().cardinality()).isEqualTo(8);
    rig.close();
  }

  @Test
  void savesAreBatched() {
    SampleTorrent many = SampleTorrent.of(1000, 400_000);
    Rig rig = new Rig(many, volume, rows, 1).opened();
    int before = rig.store.saves();
    for (int piece = 0; piece < many.pieceCount(); piece++) {
      rig.give(piece, random);
      rig.loop.advance(Rig.millis(50));
    }
    assertThat(rig.storage.complete()).isTrue();
    assertThat(rig.store.saves() - before).isBetween(5, 25);
    rig.close();
  }

  @Test
  void whatIsSettledIsSyncedAndSaved() {
    Rig rig = next().opened();
    verify(rig, 0, 1, 5);
    rig.await(rig.storage::settle);
    volume.cutPower();
    rig.loop.kill();
    Rig again = next();
    assertThat(again.check(CheckScope.DOUBTFUL).have().cardinality()).isEqualTo(3);
    again.close();
  }

  @Test
  void aFileThatCannotBeSyncedIsNotTrusted() {
    Rig rig = next().opened();
    boolean[] failing = {true};
    rig.disk.faults(kind -> kind == Kind.SYNC && failing[0] ? Reason.IO : null);
    rig.giveAll();
    rig.runUntil(() -> rig.storage.complete());
    assertThat(rig.awaitFailure(rig.storage::settle).reason()).isEqualTo(Reason.IO);
    assertThat(rig.warnings).isNotEmpty();
    failing[0] = false;
    assertThat(rig.awaitFailure(rig.storage::settle).reason())
        .as("not mended")
        .isEqualTo(Reason.IO);
    assertThat(rig.awaitFailure(rig.storage::close).reason()).isEqualTo(Reason.IO);
    rig.await(rig.room::close);
    rig.assertNothingLeft();
    assertThat(saved().stamps().stamped(0)).isFalse();
    Rig again = next();
    assertThat(again.check(CheckScope.DOUBTFUL).hashedPieces()).isEqualTo(8);
    again.close();
  }

  @Test
  void aSeedOnAReadOnlyDiskIsHashedOnce() {
    putAll();
    Rig rig = next();
    rig.disk.faults(kind -> kind == Kind.SYNC || kind == Kind.PREPARE ? Reason.DENIED : null);
    rig.opened().close();
    Rig again = next();
    CheckReport report = again.check(CheckScope.DOUBTFUL);
    assertThat(report.hashedPieces()).isZero();
    assertThat(report.have().cardinality()).isEqualTo(8);
    again.close();
  }

  @Test
  void aFileThatCouldNotBeReadIsNotTrusted() {
    putAll();
    Rig rig = next().opened();
    rig.await(rig.storage::settle);
    assertThat(saved().stamps().stamped(2)).isTrue();
    rig.disk.faults(kind -> kind == Kind.READ ? Reason.IO : null);
    rig.storage.read(
        5,
        0,
        10,
        new BlockReceiver() {
          @Override
          public void block(java.nio.ByteBuffer bytes, Runnable release) {
            throw new AssertionError("it was read");
          }

          @Override
          public void failed(dev.panal.io.Failure failure) {}
        });
    rig.runUntil(() -> !rig.readFailures.isEmpty());
    rig.close();
    assertThat(saved().stamps().stamped(0)).isTrue();
    assertThat(saved().stamps().stamped(2)).isFalse();
  }

  @Test
  void totalsAreSavedNowAndThen() {
    Rig rig = next().opened();
    rig.loop.advance(Duration.ofMinutes(2));
    int before = rig.store.saves();
    rig.loop.advance(Duration.ofMinutes(5));
    assertThat(rig.store.saves()).as("nothing has changed").isEqualTo(before);
    rig.totals = new Totals(1, 2, 3, 4);
    rig.loop.advance(Duration.ofMinutes(2));
    assertThat(rig.store.saves()).isEqualTo(before + 1);
    assertThat(saved().totals()).isEqualTo(rig.totals);
    rig.close();
  }

  @Test
  void theMomentOfCompletionIsKept() {
    Rig rig = next().opened();
    rig.loop.advance(Duration.ofSeconds(100));
    assertThat(saved().completed()).isFalse();
    rig.giveAll();
    rig.runUntil(() -> rig.storage.complete());
    rig.close();
    long completed = saved().completedMillis();
    assertThat(completed).isGreaterThan(saved().addedMillis() + 99_000);
    Rig again = next().opened();
    again.loop.advance(Duration.ofSeconds(1000));
    again.close();
    assertThat(saved().completedMillis()).isEqualTo(completed);
    volume.put(torrent.path(0), Arrays.copyOf(torrent.fileBytes(0), 5), 77);
    next().opened().close();
    assertThat(saved().completed()).isFalse();
  }

  @Test
  void theSelectionIsKept() {
    BitSet unwanted = new BitSet();
    unwanted.set(2);
    Rig rig = next().opened();
    rig.<Storage>await(done -> rig.storage.select(unwanted, done));
    rig.close();
    assertThat(saved().unwanted()).isEqualTo(unwanted);
  }

  @Test
  void aRecheckThatIsCutShortVouchesForNothingNew() {
    Rig rig = next().opened();
    verify(rig, 0, 5);
    rig.storage.check(CheckScope.ALL, (checked, total) -> {}, result -> {});
    rig.loop.step();
    rig.close();
    assertThat(saved().stamps().stamped(0)).isFalse();
    Rig again = next();
    assertThat(again.check(CheckScope.DOUBTFUL).have().cardinality()).isEqualTo(2);
    again.close();
  }

  private void putAll() {
    for (int file = 0; file < torrent.files().size(); file++) {
      volume.put(torrent.path(file), torrent.fileBytes(file), 1000 + file);
    }
  }
}
