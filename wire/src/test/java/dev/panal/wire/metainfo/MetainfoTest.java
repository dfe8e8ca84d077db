package dev.panal.wire.metainfo;

import static dev.panal.wire.metainfo.Bencoded.dict;
import static dev.panal.wire.metainfo.Bencoded.file;
import static dev.panal.wire.metainfo.Bencoded.multi;
import static dev.panal.wire.metainfo.Bencoded.single;
import static dev.panal.wire.metainfo.Bencoded.torrent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is valid, however odd.
final class MetainfoTest {
  private static Metainfo around(Object... fields) {
    return Metainfo.parse(Bencoded.of(Bencoded.with(dict("info", single()), fields)));
  }

  @Test
  void readsOneFile() {
    Info info = torrent(single()).info();
    assertThat(info.name()).isEqualTo("n");
    assertThat(info.length()).isEqualTo(100);
    assertThat(info.geometry()).isEqualTo(new PieceGeometry(100, 16_384));
    assertThat(info.pieceHash(0)).isEqualTo(new byte[20]);
    assertThat(info.files())
        .containsExactly(new FileEntry(List.of("n"), 0, 100, false, false, false, List.of()));
    assertThat(info.isPrivate()).isFalse();
    assertThat(info.source()).isEmpty();
    assertThat(info.v2()).isEmpty();
    assertThat(info.buffer().remaining()).isEqualTo(info.bytes().length);
    assertThatThrownBy(() -> info.pieceHash(1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void readsAFolderWithAttributes() {
    Info info =
        torrent(
                multi(
                    Bencoded.with(file(5, "a", "b"), "attr", "x"),
                    Bencoded.with(file(3, ".pad", "3"), "attr", "p"),
                    Bencoded.with(file(0, "l"), "attr", "lh", "symlink path", List.of("a", "b")),
                    Bencoded.with(file(3, ".pad", "3"), "attr", "p"),
                    file(0, "e")))
            .info();
    assertThat(info.length()).isEqualTo(11);
    assertThat(info.contentLength()).isEqualTo(5);
    assertThat(info.files())
        .containsExactly(
            new FileEntry(List.of("n", "a", "b"), 0, 5, false, true, false, List.of()),
            new FileEntry(List.of("n", ".pad", "3"), 5, 3, true, false, false, List.of()),
            new FileEntry(List.of("n", "l"), 8, 0, false, false, true, List.of("n", "a", "b")),
            new FileEntry(List.of("n", ".pad", "3"), 8, 3, true, false, false, List.of()),
            new FileEntry(List.of("n", "e"), 11, 0, false, false, false, List.of()));
  }

  @Test
  void hashesTheExactBytesAlsoWhereKeysAreNotSorted() throws Exception {
    String info = "d6:pieces20:aaaaaaaaaaaaaaaaaaaa4:name1:n3:zzzle12:piece lengthi8e6:lengthi3ee";
    Info read = Metainfo.parse(("d4:info" + info + "8:announce0:e").getBytes(UTF_8)).info();
    byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(info.getBytes(UTF_8));
    assertThat(read.infoHash()).isEqualTo(InfoHash.of(sha1));
    assertThat(read.bytes()).asString(UTF_8).isEqualTo(info);
    assertThat(Info.parse(info.getBytes(UTF_8)).infoHash()).isEqualTo(read.infoHash());
  }

  @Test
  void readsAllThatIsAroundInfo() {
    Metainfo torrent =
        around(
            "announce",
            "http://ignored/",
            "announce-list",
            List.of(List.of("http://a/", "", " http://b/ "), List.of(), "udp://c:1", List.of("")),
            "comment",
            "ñ",
            "created by",
            "me",
            "creation date",
            1_000_000,
            "httpseeds",
            List.of("http://h/"),
            "nodes",
            List.of(List.of("router.example", 6881), List.of("::1", 1)),
            "url-list",
            "http://w/",
            "unknown",
            List.of(dict("a", 1)));
    assertThat(torrent.trackerTiers())
        .containsExactly(List.of("http://a/", "http://b/"), List.of("udp://c:1"));
    assertThat(torrent.comment()).hasValue("ñ");
    assertThat(torrent.createdBy()).hasValue("me");
    assertThat(torrent.creationDate()).hasValue(Instant.ofEpochSecond(1_000_000));
    assertThat(torrent.httpSeeds()).containsExactly("http://h/");
    assertThat(torrent.webSeeds()).containsExactly("http://w/");
    assertThat(torrent.nodes())
        .containsExactly(new Metainfo.Node("router.example", 6881), new Metainfo.Node("::1", 1));
    assertThat(around("announce", "http://a/").trackerTiers())
        .containsExactly(List.of("http://a/"));
    assertThat(around("announce", "http://a/", "announce-list", List.of()).trackerTiers())
        .containsExactly(List.of("http://a/"));
    assertThat(around("announce", "").trackerTiers()).isEmpty();
    assertThat(around("url-list", List.of("http://w/", "")).webSeeds())
        .containsExactly("http://w/");
  }

  static Stream<Object> dates() {
    return Stream.of(
        -1,
        0,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        new BigInteger("9".repeat(100)),
        "2020-01-01",
        List.of(1),
        dict("a", 1));
  }

  @ParameterizedTest
  @MethodSource("dates")
  void takesDatesAndCommentsOfAnyKind(Object odd) {
    Metainfo torrent =
        around("creation date", odd, "comment", odd, "created by", odd, "encoding", odd);
    assertThat(torrent.info().length()).isEqualTo(100);
    assertThat(torrent.comment().isPresent()).isEqualTo(odd instanceof String);
  }

  @Test
  void readsTextInOldEncodings() {
    byte[] name = "文件".getBytes(Charset.forName("GBK"));
    Metainfo torrent =
        Metainfo.parse(
            Bencoded.of(
                dict(
                    "comment",
                    name,
                    "encoding",
                    "GBK",
                    "info",
                    Bencoded.with(single(), "name", name))));
    assertThat(torrent.info().name()).isEqualTo("文件");
    assertThat(torrent.comment()).hasValue("文件");
    assertThat(around("encoding", "no such").info().name()).isEqualTo("n");
    assertThat(
            torrent(
                    Bencoded.with(
                        multi(Bencoded.with(file(1, name), "path.utf-8", List.of("ñ"))),
                        "name",
                        name,
                        "name.utf-8",
                        "m"))
                .info()
                .files())
        .extracting(FileEntry::path)
        .containsExactly(List.of("m", "ñ"));
    assertThat(torrent(Bencoded.with(single(), "name", new byte[] {-1, 'a', -61})).info().name())
        .isEqualTo("_a_");
  }

  @Test
  void torrentsWithoutBytesAreRead() {
    Info info = torrent(Bencoded.with(multi(file(0, "a"), file(0, "b")), "pieces", "")).info();
    assertThat(info.length()).isZero();
    assertThat(info.pieceCount()).isZero();
    assertThat(info.files()).hasSize(2);
    assertThatIllegalStateException().isThrownBy(info::geometry);
    assertThat(torrent(Bencoded.with(single(), "length", 0, "pieces", "")).info().pieceCount())
        .isZero();
    assertThat(
            torrent(
                    dict(
                        "file tree",
                        dict("a", dict("", dict("length", 0))),
                        "meta version",
                        2,
                        "name",
                        "n",
                        "piece length",
                        16_384))
                .info()
                .pieceCount())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 1024, 16_384, 100_000, 64 << 20, 512 << 20})
  void takesPiecesOfAnyLength(int pieceLength) {
    int pieces = (3_000 - 1) / pieceLength + 1;
    Map<String, Object> info =
        dict(
            "length",
            3_000,
            "name",
            "n",
            "piece length",
            pieceLength,
            "pieces",
            new byte[pieces * 20]);
    assertThat(torrent(info).info().pieceCount()).isEqualTo(pieces);
  }

  @Test
  void takesOddButHarmlessThings() {
    assertThat(torrent(Bencoded.with(single(), "private", 1)).info().isPrivate()).isTrue();
    assertThat(torrent(Bencoded.with(single(), "private", 0)).info().isPrivate()).isFalse();
    assertThat(torrent(Bencoded.with(single(), "source", "s")).info().source()).hasValue("s");
    assertThat(torrent(Bencoded.with(single(), "meta version", 1)).info().v2()).isEmpty();
    assertThat(torrent(Bencoded.with(single(), "file tree", 1)).info().v2()).isEmpty();
    assertThat(
            torrent(Bencoded.with(single(), "attr", "zx")).info().files().getFirst().executable())
        .isTrue();
    assertThat(torrent(Bencoded.with(single(), "attr", "l")).info().files().getFirst().symlink())
        .isFalse();
    assertThat(torrent(Bencoded.with(multi(file(9, "a")), "length", 7)).info().length())
        .isEqualTo(9);
    String hash = torrent(Bencoded.with(single(), "name", "")).info().infoHash().hex();
    assertThat(torrent(Bencoded.with(single(), "name", "")).info().name()).isEqualTo(hash);
  }

  @Test
  void lineEndsMayFollowNothingElse() {
    byte[] file = Bencoded.of(dict("info", single()));
    byte[] longer = Arrays.copyOf(file, file.length + 2);
    longer[file.length] = '\r';
    longer[file.length + 1] = '\n';
    assertThat(Metainfo.parse(longer).info().infoHash())
        .isEqualTo(Metainfo.parse(file).info().infoHash());
    longer[file.length + 1] = ' ';
    assertThatThrownBy(() -> Metainfo.parse(longer))
        .hasMessage("byte " + (file.length + 1) + ": something follows after the end");
  }

  @Test
  void otherTrackersLeaveTheRest() {
    byte[] file =
        Bencoded.of(
            dict(
                "zz",
                1,
                "announce",
                "http://old/",
                "announce-list",
                List.of(List.of("http://old/")),
                "comment",
                "c",
                "info",
                dict("pieces", new byte[20], "name", "n", "piece length", 9, "length", 9)));
    Metainfo old = Metainfo.parse(file);
    assertThat(old.encode()).isEqualTo(file);
    Metainfo other = old.withTrackers(List.of(List.of("http://a/"), List.of("http://b/")));
    assertThat(other.trackerTiers()).containsExactly(List.of("http://a/"), List.of("http://b/"));
    assertThat(other.info().bytes()).isEqualTo(old.info().bytes());
    assertThat(other.comment()).hasValue("c");
    assertThat(other.encode()).asString(UTF_8).contains("2:zzi1e");
    assertThat(other.withTrackers(List.of()).trackerTiers()).isEmpty();
    assertThat(Metainfo.of(old.info(), List.of(List.of("udp://t:1")), List.of("http://w/")))
        .satisfies(made -> {
          assertThat(made.info().infoHash()).isEqualTo(old.info().infoHash());
          assertThat(made.trackerTiers()).containsExactly(List.of("udp://t:1"));
          assertThat(made.webSeeds()).containsExactly("http://w/");
        });
  }

  @Test
  void everyKindOfOthersIsRead() {
    for (byte[] file : Content.everyKind()) {
      Metainfo torrent = Metainfo.parse(file);
      assertThat(torrent.encode()).isEqualTo(file);
      assertThat(torrent.info().contentLength()).isIn(70_000L, 149_160L);
    }
  }

  @Test
  void hybridsMayLeaveTheLastPaddingOut() {
    byte[] pieces = new byte[40];
    Map<String, Object> leaf = dict("length", 3, "pieces root", new byte[32]);
    Map<String, Object> tree = dict("a", dict("", leaf), "b", dict("", leaf));
    Map<String, Object> info =
        dict(
            "file tree",
            tree,
            "files",
            List.of(file(3, "a"), Bencoded.with(file(16_381, "p"), "attr", "p"), file(3, "b")),
            "meta version",
            2,
            "name",
            "n",
            "piece length",
            16_384,
            "pieces",
            pieces);
    Info read = torrent(info).info();
    assertThat(read.files()).hasSize(3);
    assertThat(read.piecesRoot(0)).isPresent();
    assertThat(read.piecesRoot(1)).isEmpty();
    assertThat(read.piecesRoot(2)).isPresent();
    assertThat(read.infoHash()).isEqualTo(read.v1().orElseThrow());
  }

  @Test
  void aTreeOfOneFileOfTheNameOfTheTorrentIsThatFile() {
    Map<String, Object> leaf = dict("", dict("length", 3, "pieces root", new byte[32]));
    Map<String, Object> info =
        dict("file tree", dict("n", leaf), "meta version", 2, "name", "n", "piece length", 16_384);
    assertThat(torrent(info).info().files().getFirst().path()).containsExactly("n");
    info.put("file tree", dict("m", leaf));
    assertThat(torrent(info).info().files().getFirst().path()).containsExactly("n", "m");
    info.put("file tree", dict("n", dict("n", leaf)));
    assertThat(torrent(info).info().files().getFirst().path()).containsExactly("n", "n", "n");
  }

  @Test
  void tiersMayBeMany() {
    List<Object> tiers = new ArrayList<>(Collections.nCopies(10_000, List.of("http://a/")));
    assertThat(around("announce-list", tiers).trackerTiers()).hasSize(10_000);
    assertThatThrownBy(() -> around("announce-list", List.of(List.of(1))))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("announce-list[0][0]: must be a string, is an integer");
  }
}
