package dev.panal.wire.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.metainfo.TorrentBuilder.Source;
import dev.panal.wire.metainfo.TorrentBuilder.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TorrentBuilderTest {
  private static void sameInfo(TorrentBuilder builder, String fixture) {
    Info ours = builder.build().info();
    Info theirs = Metainfo.parse(Content.fixture(fixture), NameRules.LOCAL).info();
    assertThat(ours.bytes()).asHexString().isEqualTo(hex(theirs.bytes()));
    assertThat(ours.infoHash()).isEqualTo(theirs.infoHash());
    assertThat(ours.v2()).isEqualTo(theirs.v2());
    assertThat(ours.files()).isEqualTo(theirs.files());
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().withUpperCase().formatHex(bytes);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void infoIsThatOfLibtorrent(Version version) {
    String kind = version.name().toLowerCase(Locale.ROOT);
    List<Source> folder = Content.FOLDER;
    if (version == Version.V1) {
      // The fixture has the order of its list there, any will do.
      List<Source> order = new ArrayList<>(folder);
      order.add(4, order.removeLast());
      folder = order;
    }
    sameInfo(Content.hashed(version, "álbum", Content.PIECE, folder), "libtorrent-folder-" + kind);
    sameInfo(
        Content.hashed(version, "one.bin", Content.PIECE, Content.FILE), "libtorrent-file-" + kind);
  }

  @Test
  void infoIsThatOfLibtorrentWhenPrivate() {
    sameInfo(
        Content.hashed(Version.V1, "one.bin", Content.PIECE, Content.FILE).isPrivate(true),
        "libtorrent-private");
  }

  /// Which sorts by path, leaves empty files out, and up to version 3 says that a public torrent
  /// is.
  @Test
  void infoIsThatOfTransmission() {
    List<Source> folder =
        Content.FOLDER.stream()
            .filter(source -> source.length() > 0)
            .sorted((a, b) -> TorrentBuilder.PATH_ORDER.compare(a.path(), b.path()))
            .toList();
    sameInfo(
        Content.hashed(Version.V1, "álbum", Content.PIECE, folder).isPrivate(true),
        "transmission-private");
    sameInfo(
        Content.hashed(Version.V1, "álbum", Content.PIECE, folder).isPrivate(false),
        "transmission-folder");
    sameInfo(
        Content.hashed(Version.V1, "one.bin", Content.PIECE, Content.FILE).isPrivate(false),
        "transmission-file");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void allThatIsToldComesBack(Version version) {
    Metainfo torrent =
        Content.hashed(version, "álbum", Content.PIECE, Content.FOLDER)
            .isPrivate(true)
            .source("ñ")
            .trackers(List.of(List.of("http://a/", "http://b/"), List.of(), List.of("udp://c:1")))
            .webSeeds(List.of("http://w/"))
            .comment("a\ncomment")
            .createdBy("me")
            .creationDate(Instant.ofEpochSecond(1_234_567_890))
            .build();
    assertThat(torrent.info().name()).isEqualTo("álbum");
    assertThat(torrent.info().isPrivate()).isTrue();
    assertThat(torrent.info().source()).hasValue("ñ");
    assertThat(torrent.trackerTiers())
        .containsExactly(List.of("http://a/", "http://b/"), List.of("udp://c:1"));
    assertThat(torrent.webSeeds()).containsExactly("http://w/");
    assertThat(torrent.comment()).hasValue("a\ncomment");
    assertThat(torrent.createdBy()).hasValue("me");
    assertThat(torrent.creationDate()).hasValue(Instant.ofEpochSecond(1_234_567_890));
    assertThat(torrent.info().files().stream().filter(file -> !file.pad()).map(FileEntry::path))
        .allSatisfy(path -> assertThat(path).startsWith("álbum"));
    assertThat(torrent.encode()).isEqualTo(Metainfo.parse(torrent.encode()).encode());
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void attributesAndLinksComeBack(Version version) {
    List<Source> sources =
        List.of(
            new Source(List.of("a", "hid"), 5, false, true, List.of()),
            new Source(List.of("a", "link"), 0, false, false, List.of("z", "run")),
            new Source(List.of("z", "run"), 7, true, false, List.of()));
    TorrentBuilder builder = Content.hashed(version, "n", Content.PIECE, sources);
    assertThat(builder.build().info().files()).isEqualTo(builder.layout());
    List<FileEntry> files =
        builder.build().info().files().stream().filter(file -> !file.pad()).toList();
    assertThat(files).extracting(FileEntry::hidden).containsExactly(true, false, false);
    assertThat(files).extracting(FileEntry::executable).containsExactly(false, false, true);
    assertThat(files.get(1).symlinkTarget()).containsExactly("n", "z", "run");
    assertThat(files.get(1).symlink()).isTrue();
  }

  @Property(tries = 60)
  void whatIsBuiltIsRead(
      @ForAll Version version,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 70_000) Integer> lengths,
      @ForAll @IntRange(min = 14, max = 17) int pieceBits,
      @ForAll boolean nested) {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      sources.add(
          nested
              ? Content.file(lengths.get(i), "d" + i % 2, "f" + i)
              : Content.file(lengths.get(i), "f" + i));
    }
    TorrentBuilder builder = Content.hashed(version, "name", 1 << pieceBits, sources);
    Metainfo torrent = builder.build();
    Info info = torrent.info();
    assertThat(info.files()).isEqualTo(builder.layout());
    assertThat(info.length()).isEqualTo(builder.length());
    assertThat(info.pieceCount()).isEqualTo(builder.pieceCount());
    assertThat(info.contentLength()).isEqualTo(lengths.stream().mapToLong(n -> n).sum());
    assertThat(info.v1().isPresent()).isEqualTo(version != Version.V2);
    assertThat(info.v2().isPresent()).isEqualTo(version != Version.V1);
    long offset = 0;
    for (int i = 0; i < info.files().size(); i++) {
      FileEntry file = info.files().get(i);
      assertThat(file.offset()).isEqualTo(offset);
      offset += file.length();
      boolean tree = version != Version.V1 && !file.pad() && file.length() > 0;
      assertThat(info.piecesRoot(i).isPresent()).isEqualTo(tree);
      assertThat(torrent.pieceLayer(i).isPresent())
          .isEqualTo(tree && file.length() > info.pieceLength());
      if (tree) {
        assertThat(file.offset() % info.pieceLength()).isZero();
      }
    }
    assertThat(offset).isEqualTo(info.length());
    Info again = Info.parse(info.bytes(), NameRules.LOCAL);
    assertThat(again.files()).isEqualTo(info.files());
    assertThat(again.infoHash()).isEqualTo(info.infoHash());
  }

  @Test
  void refusesWhatCannotBeShared() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TorrentBuilder(Version.V1, "n", 16, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TorrentBuilder(Version.V1, "n", 0, Content.FILE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TorrentBuilder(Version.V2, "n", 48 * 1024, Content.FILE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TorrentBuilder(Version.HYBRID, "n", 8 * 1024, Content.FILE));
    List<Source> twice = List.of(Content.file(1, "a"), Content.file(2, "a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TorrentBuilder(Version.V1, "n", 16, twice));
    List<Source> both = List.of(Content.file(1, "a", "b"), Content.file(2, "a"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TorrentBuilder(Version.V1, "n", 16, both));
    assertThatIllegalArgumentException().isThrownBy(() -> Content.file(-1, "a"));
    assertThatIllegalStateException()
        .isThrownBy(() -> new TorrentBuilder(Version.V1, "n", 16, Content.FILE).build());
    assertThatIllegalStateException()
        .isThrownBy(() -> new TorrentBuilder(Version.V2, "n", Content.PIECE, Content.FILE).build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a\0b", "\ud800"})
  void refusesNamesThatAreNone(String name) {
    assertThatThrownBy(() -> new TorrentBuilder(Version.V1, name, 16, Content.FILE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Content.file(1, "a", name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 16384",
    "1, 16384",
    "40960000, 16384",
    "41000000, 32768",
    "1073741824, 524288",
    "100000000000, 16777216",
    "9223372036854775807, 16777216"
  })
  void choosesPieceLengths(long total, int pieceLength) {
    assertThat(PieceLength.choose(total)).isEqualTo(pieceLength);
  }

  @Test
  void treesHaveTheOrderOfBytes() {
    List<String> names =
        List.of("a", "a b", "a.b", "aa", "ñ", "\ud7ff", "\ue000", "\uffee", "🌍", "🌎");
    List<Source> sources = new ArrayList<>();
    for (String name : names.reversed()) {
      sources.add(Content.file(1, name));
    }
    assertThat(new TorrentBuilder(Version.V2, "n", Content.PIECE, sources).layout())
        .filteredOn(file -> !file.pad())
        .extracting(file -> file.path().getLast())
        .isEqualTo(names);
    assertThat(Content.hashed(Version.V2, "n", Content.PIECE, sources).build().info().files())
        .hasSize(2 * names.size() - 1);
  }

  @Test
  void sortsPathsAsTransmissionDoes() {
    List<List<String>> paths =
        List.of(
            List.of("ñ"),
            List.of("1"),
            List.of("A"),
            List.of("a"),
            List.of("a", "z"),
            List.of("B"),
            List.of("c.d"),
            List.of("c", "d"));
    List<List<String>> sorted = new ArrayList<>(paths.reversed());
    sorted.sort(TorrentBuilder.PATH_ORDER);
    assertThat(sorted).isEqualTo(paths);
  }
}
