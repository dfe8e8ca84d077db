package dev.panal.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.engine.testing.FakeDisk.Kind;
import dev.panal.engine.testing.FakeDisk.Volume;
import dev.panal.io.Failure.Reason;
import dev.panal.wire.InfoHash;
import dev.panal.wire.metainfo.PieceGeometry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CheckerTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;

  private final SampleTorrent torrent =
      new SampleTorrent.Maker(BLOCK).files(3 * BLOCK + 7, 0, 2 * BLOCK).pad(500).files(4000).make();
  private final Volume volume = new Volume();
  private final TreeMap<InfoHash, byte[]> rows = new TreeMap<>();

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int bit : set) {
      bits.set(bit);
    }
    return bits;
  }

  private void putAll() {
    for (int file = 0; file < torrent.files().size(); file++) {
      if (!torrent.files().get(file).pad()) {
        volume.put(torrent.path(file), torrent.fileBytes(file), 1000 + file);
      }
    }
  }

  private Rig next() {
    return new Rig(torrent, volume, rows, 1);
  }

  /// Checked and prepared once, so that there is resume data.
  private void remember() {
    Rig rig = next().opened();
    rig.close();
  }

  @Test
  void findsAllOfACompleteTorrent() {
    putAll();
    Rig rig = next();
    CheckReport report = rig.check(CheckScope.DOUBTFUL);
    assertThat(report.have().cardinality()).isEqualTo(torrent.pieceCount());
    assertThat(report.hashedPieces()).isEqualTo(torrent.pieceCount());
    assertThat(report.files().get(0).good()).isTrue();
    assertThat(report.files().get(0).pieces()).isEqualTo(4);
    assertThat(report.files().get(1).good()).isTrue();
    assertThat(report.files().get(0).foreign()).isFalse();
    rig.close();
    assertThat(rig.disk.count(Kind.PREPARE)).isZero();
    assertThat(rig.store.saves()).as("nothing was prepared, nothing is saved").isZero();
  }

  @Test
  void readsNothingOfMissingFiles() {
    Rig rig = next();
    CheckReport report = rig.check(CheckScope.ALL);
    assertThat(report.have().isEmpty()).isTrue();
    assertThat(report.hashedPieces()).isZero();
    assertThat(report.files().get(0).status().exists()).isFalse();
    assertThat(report.files().get(1).good()).as("an empty file that is not there").isFalse();
    rig.close();
    assertThat(rig.disk.count(Kind.HASH)).isZero();
  }

  @Test
  void readsOnlyAsFarAsAFileGoes() {
    putAll();
    volume.put(torrent.path(0), Arrays.copyOf(torrent.fileBytes(0), 2 * BLOCK + 100), 5);
    Rig rig = next();
    CheckReport report = rig.check(CheckScope.ALL);
    assertThat(report.have()).isEqualTo(bits(0, 1, 4, 5));
    assertThat(report.hashedPieces()).isEqualTo(4);
    assertThat(report.files().get(0).goodPieces()).isEqualTo(2);
    rig.close();
  }

  @Test
  void findsCorruptPiecesAndForeignFiles() {
    putAll();
    byte[] bytes = torrent.fileBytes(0);
    bytes[BLOCK + 1]++;
    volume.put(torrent.path(0), bytes, 5);
    volume.put(torrent.path(2), new byte[7 * BLOCK], 5);
    Rig rig = next();
    CheckReport report = rig.check(CheckScope.ALL);
    assertThat(report.have()).isEqualTo(bits(0, 2));
    assertThat(report.files().get(0).foreign()).isFalse();
    assertThat(report.files().get(2).foreign()).isTrue();
    rig.close();
  }

  @Test
  void trustsFilesThatAreAsTheyWere() {
    putAll();
    remember();
    Rig rig = next();
    CheckReport report = rig.check(CheckScope.DOUBTFUL);
    assertThat(report.have().cardinality()).isEqualTo(torrent.pieceCount());
    assertThat(report.hashedPieces()).isZero();
    CheckReport all = rig.check(CheckScope.ALL);
    assertThat(all.hashedPieces()).isEqualTo(torrent.pieceCount());
    assertThat(all.have()).isEqualTo(report.have());
    rig.close();
  }

  @Test
  void hashesFilesThatHaveChanged() {
    putAll();
    remember();
    byte[] bytes = torrent.fileBytes(2);
    bytes[BLOCK]++;
    volume.put(torrent.path(2), bytes, 1_234_567);
    Rig rig = next();
    CheckReport report = rig.check(CheckScope.DOUBTFUL);
    assertThat(report.have()).isEqualTo(bits(0, 1, 2, 3, 5));
    assertThat(report.hashedPieces()).isEqualTo(3);
    rig.close();
  }

  @Test
  void aMissingFileIsMissedWhateverTheRecordSays() {
    putAll();
    remember();
    volume.remove(torrent.path(0));
    Rig rig = next();
    CheckReport report = rig.check(CheckScope.DOUBTFUL);
    assertThat(report.have()).isEqualTo(bits(4, 5));
    rig.close();
  }

  @Test
  void resumeDataOfAnotherFolderIsIgnored() {
    putAll();
    remember();
    Rig rig = next();
    byte[] row = rows.values().iterator().next();
    var elsewhere = dev.panal.engine.ResumeData.decode(row);
    var moved =
        new dev.panal.engine.ResumeData(
            elsewhere.infoHash(),
            java.nio.file.Path.of("/elsewhere"),
            elsewhere.pieceCount(),
            elsewhere.have(),
            elsewhere.stamps(),
            elsewhere.unwanted(),
            elsewhere.totals(),
            elsewhere.addedMillis(),
            elsewhere.completedMillis());
    rows.put(moved.infoHash(), moved.encode());
    rig.close();
    Rig other = next();
    assertThat(other.check(CheckScope.DOUBTFUL).hashedPieces()).isEqualTo(torrent.pieceCount());
    other.close();
  }

  @Test
  void unreadableFilesAreNamed() {
    putAll();
    Rig rig = next();
    rig.disk.faults(kind -> kind == Kind.HASH ? Reason.DENIED : null);
    CheckReport report = rig.check(CheckScope.ALL);
    assertThat(report.have().isEmpty()).isTrue();
    assertThat(report.files().get(0).failure().orElseThrow().reason()).isEqualTo(Reason.DENIED);
    rig.disk.faults(kind -> kind == Kind.STATUS ? Reason.UNSAFE_PATH : null);
    CheckReport unsafe = rig.check(CheckScope.ALL);
    assertThat(unsafe.files().get(2).failure().orElseThrow().reason())
        .isEqualTo(Reason.UNSAFE_PATH);
    rig.close();
  }

  @Test
  void progressReachesTheTotalAndFewPiecesAreInFlight() {
    SampleTorrent large = SampleTorrent.of(1024, 2_000_000);
    volume.put(large.path(0), large.fileBytes(0), 1);
    Rig rig = new Rig(large, volume, rows, 1);
    List<Long> seen = new ArrayList<>();
    int[] most = {0};
    CheckReport report =
        rig.await(done ->
            rig.storage.check(
                CheckScope.ALL,
                (checked, total) -> {
                  assertThat(total).isEqualTo(2_000_000);
                  seen.add(checked);
                  most[0] = Math.max(most[0], rig.disk.inFlight());
                },
                done));
    assertThat(report.have().cardinality()).isEqualTo(large.pieceCount());
    assertThat(seen).isSorted().hasSize(large.pieceCount());
    assertThat(seen.getLast()).isEqualTo(2_000_000);
    assertThat(most[0]).isBetween(10, 64);
    rig.close();
  }

  @Test
  void aCheckCanBeCancelledAndBegunAgain() {
    putAll();
    Rig rig = next();
    rig.disk.slowest(Duration.ofSeconds(5));
    for (int wait = 0; wait < 8; wait++) {
      Rig.Outcome<CheckReport> outcome = new Rig.Outcome<>();
      rig.storage.check(CheckScope.ALL, (checked, total) -> {}, outcome);
      rig.loop.advance(Duration.ofSeconds(wait));
      rig.storage.cancelCheck();
      rig.runUntil(() -> outcome.result != null);
      assertThat(rig.disk.inFlight()).isZero();
      rig.loop.runDue();
    }
    assertThat(rig.check(CheckScope.ALL).have().cardinality()).isEqualTo(torrent.pieceCount());
    rig.close();
  }
}
