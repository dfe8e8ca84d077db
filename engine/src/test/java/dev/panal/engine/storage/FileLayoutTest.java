package dev.panal.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.engine.testing.FakeBuffers;
import dev.panal.engine.testing.FakeDisk;
import dev.panal.engine.testing.FakeLoop;
import dev.panal.io.Disk.Span;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FileLayoutTest {
  private final FakeLoop loop = new FakeLoop();
  private final FakeDisk disk = new FakeDisk(loop, new FakeBuffers(), new FakeDisk.Volume(), 1);

  private FileLayout layout(SampleTorrent torrent) {
    return torrent.on(disk).layout();
  }

  @Test
  void spansRunOverFilesEmptyOnesAndPads() {
    FileLayout layout =
        layout(new SampleTorrent.Maker(100).files(0, 130, 0, 0, 50).pad(20).files(0, 60, 0).make());
    assertThat(layout.pieceCount()).isEqualTo(3);
    assertThat(layout.spans(0)).containsExactly(new Span.InFile(layout.diskFile(1), 0, 100));
    assertThat(layout.spans(1))
        .containsExactly(
            new Span.InFile(layout.diskFile(1), 100, 30),
            new Span.InFile(layout.diskFile(4), 0, 50),
            new Span.Zeros(20));
    assertThat(layout.spans(2)).containsExactly(new Span.InFile(layout.diskFile(7), 0, 60));
    assertThat(layout.spans(1, 25, 10))
        .containsExactly(
            new Span.InFile(layout.diskFile(1), 125, 5), new Span.InFile(layout.diskFile(4), 0, 5));
    assertThat(layout.spans(2, 60, 0)).isEmpty();
  }

  @Test
  void piecesOfFiles() {
    FileLayout layout = layout(SampleTorrent.of(100, 0, 130, 0, 70, 1, 0));
    assertThat(layout.firstPiece(1)).isZero();
    assertThat(layout.endPiece(1)).isEqualTo(2);
    assertThat(layout.firstPiece(3)).isEqualTo(1);
    assertThat(layout.endPiece(3)).isEqualTo(2);
    assertThat(layout.firstPiece(4)).isEqualTo(2);
    assertThat(layout.endPiece(4)).isEqualTo(3);
    for (int empty : new int[] {0, 2, 5}) {
      assertThat(layout.endPiece(empty)).isEqualTo(layout.firstPiece(empty));
    }
    assertThat(layout.firstFile(1)).isEqualTo(1);
    assertThat(layout.lastFile(1)).isEqualTo(3);
  }

  @Test
  void wantedPiecesAreThoseOfWantedFiles() {
    FileLayout layout =
        layout(new SampleTorrent.Maker(100).files(150).pad(150).files(250, 10).make());
    BitSet unwanted = new BitSet();
    unwanted.set(2);
    BitSet expected = new BitSet();
    expected.set(0, 2);
    expected.set(5);
    assertThat(layout.wantedPieces(unwanted)).isEqualTo(expected);
    assertThat(layout.bytes(expected)).isEqualTo(260);
  }

  @Test
  void rangesOutsideAreRefused() {
    FileLayout layout = layout(SampleTorrent.of(100, 150));
    assertThatThrownBy(() -> layout.spans(1, 0, 51)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> layout.spans(0, -1, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> layout.spans(2, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTorrentWithoutBytesHasNoPieces() {
    FileLayout layout = layout(SampleTorrent.of(100, 0, 0));
    assertThat(layout.pieceCount()).isZero();
    assertThat(layout.wantedPieces(new BitSet())).isEqualTo(new BitSet());
    assertThatThrownBy(layout::geometry).isInstanceOf(IllegalStateException.class);
  }

  @Property(tries = 300)
  void everyByteOfEveryPieceHasOnePlace(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 40) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 50) int pieceLength) {
    int total = lengths.stream().mapToInt(Integer::intValue).sum();
    SampleTorrent torrent =
        SampleTorrent.of(pieceLength, lengths.stream().mapToInt(Integer::intValue).toArray());
    FileLayout layout = layout(torrent);
    int[] owner = new int[total];
    int at = 0;
    for (int file = 0; file < lengths.size(); file++) {
      for (int i = 0; i < lengths.get(file); i++) {
        owner[at++] = file;
      }
    }
    int position = 0;
    for (int piece = 0; piece < layout.pieceCount(); piece++) {
      for (Span span : layout.spans(piece)) {
        Span.InFile inFile = (Span.InFile) span;
        assertThat(span.length()).isPositive();
        for (int i = 0; i < span.length(); i++) {
          assertThat(inFile.file()).isEqualTo(layout.diskFile(owner[position]));
          assertThat(torrent.files().get(owner[position]).offset() + inFile.offset() + i)
              .isEqualTo(position);
          position++;
        }
      }
      assertThat(layout.firstFile(piece)).isEqualTo(owner[piece * pieceLength]);
      assertThat(layout.lastFile(piece)).isEqualTo(owner[position - 1]);
    }
    assertThat(position).isEqualTo(total);
  }
}
