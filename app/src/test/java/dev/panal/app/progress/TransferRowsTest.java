package dev.panal.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.Text;
import dev.panal.engine.TorrentSnapshot;
import dev.panal.engine.TorrentState;
import dev.panal.wire.InfoHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class TransferRowsTest {
  private static TorrentSnapshot snapshot(
      String name, TorrentState state, Optional<String> waiting) {
    return new TorrentSnapshot(
        InfoHash.ofHex("ab".repeat(20)),
        name,
        Path.of("/d"),
        state,
        1000,
        1000,
        450,
        120,
        460,
        30,
        2048,
        1024,
        10,
        4,
        1,
        1,
        Optional.of(Duration.ofSeconds(65)),
        waiting,
        Optional.of("the disk is full"),
        new BitSet(),
        List.of(),
        List.of());
  }

  @Test
  void aDownloadIsARowWithABar() {
    assertThat(
            TransferRows.rows(
                List.of(snapshot("film", TorrentState.DOWNLOADING, Optional.empty())), 100))
        .singleElement()
        .asString()
        .startsWith("film")
        .contains("▕█", "45.0% of 1000 B", "↓ 2.0 KiB/s", "↑ 1.0 KiB/s", "0 peers", "ETA 1m 05s")
        .satisfies(row -> assertThat(Text.width(row)).isLessThanOrEqualTo(100));
  }

  @Test
  void whatItWaitsForIsARowOfItsOwn() {
    List<String> rows =
        TransferRows.rows(
            List.of(snapshot("film", TorrentState.DOWNLOADING, Optional.of("no \u001bpeers"))),
            100);
    assertThat(rows).hasSize(2);
    assertThat(rows.getLast()).isEqualTo("  waiting: no �peers");
  }

  @Test
  void everyStateHasItsWords() {
    assertThat(TransferRows.line(snapshot("f", TorrentState.CHECKING, Optional.empty())))
        .isEqualTo("f: checking 12.0%");
    assertThat(TransferRows.line(snapshot("f", TorrentState.SEEDING, Optional.empty())))
        .contains("seeding 1000 B", "30 B sent");
    assertThat(TransferRows.line(snapshot("f", TorrentState.FAILED, Optional.empty())))
        .isEqualTo("f: failed: the disk is full");
    assertThat(TransferRows.line(snapshot("f", TorrentState.STOPPED, Optional.empty())))
        .isEqualTo("f: stopped");
  }

  @Test
  void programsGetNumbers() {
    String event =
        TransferRows.event(snapshot("f", TorrentState.DOWNLOADING, Optional.empty())).toString();
    assertThat(event)
        .startsWith("{\"event\":\"progress\",\"info_hash\":\"abab")
        .contains("\"state\":\"downloading\"", "\"verified_bytes\":450", "\"eta_seconds\":65")
        .doesNotContain("waiting");
  }

  @Property
  void rowsFitTheScreen(@ForAll String name, @ForAll @IntRange(min = 60, max = 300) int columns) {
    List<String> rows =
        TransferRows.rows(
            List.of(snapshot(name, TorrentState.DOWNLOADING, Optional.empty())),
            Math.max(90, columns));
    assertThat(Text.width(rows.getFirst())).isLessThanOrEqualTo(Math.max(90, columns));
  }

  @Property
  void barsFillTheirColumns(
      @ForAll @LongRange(min = 0, max = 1000) long done,
      @ForAll @IntRange(min = 1, max = 80) int columns) {
    String bar = Bar.draw(Bar.part(done, 1000), columns);
    assertThat(bar).hasSize(columns);
    assertThat(bar.equals("█".repeat(columns))).isEqualTo(done == 1000);
    assertThat(Bar.percent(done, 1000).equals("100%")).isEqualTo(done == 1000);
  }
}
