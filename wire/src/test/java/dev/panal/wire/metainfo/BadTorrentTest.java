package dev.panal.wire.metainfo;

import static dev.panal.wire.metainfo.Bencoded.dict;
import static dev.panal.wire.metainfo.Bencoded.file;
import static dev.panal.wire.metainfo.Bencoded.multi;
import static dev.panal.wire.metainfo.Bencoded.single;
import static dev.panal.wire.metainfo.Bencoded.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.Bencoded.Raw;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is wrong, and that the message says what and where.
final class BadTorrentTest {
  private static final byte[] HASH = new byte[32];

  private static void refused(byte[] torrent, String message) {
    assertThatThrownBy(() -> Metainfo.parse(torrent))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(message);
  }

  static Stream<Arguments> badInfo() {
    Object huge = new Raw("i99999999999999999999e");
    return Stream.of(
        arguments(with(single(), "length", null), "info.length: missing"),
        arguments(with(single(), "length", -1), "info.length: -1 is negative"),
        arguments(with(single(), "length", huge), "info.length: i99999999999999999999e does not"),
        arguments(with(single(), "length", "5"), "info.length: must be an integer, is a string"),
        arguments(with(single(), "length", Long.MAX_VALUE), "info.pieces: 1 hashes, but 92233720"),
        arguments(with(single(), "length", 16_385), "info.pieces: 1 hashes, but 16385 bytes in"),
        arguments(with(single(), "length", 0), "info.pieces: 1 hashes, but 0 bytes in"),
        arguments(with(single(), "name", null), "info.name: missing"),
        arguments(with(single(), "name", 1), "info.name: must be a string"),
        arguments(with(single(), "name.utf-8", 1), "info.name.utf-8: must be a string"),
        arguments(with(single(), "piece length", null), "info.piece length: missing"),
        arguments(with(single(), "piece length", 0), "info.piece length: 0 is not positive"),
        arguments(with(single(), "piece length", -16_384), "info.piece length: -16384 is not"),
        arguments(
            with(single(), "piece length", 1L << 32), "info.piece length: 4294967296 is more"),
        arguments(with(single(), "piece length", 1L << 63), "info.piece length: -922337203685477"),
        arguments(with(single(), "piece length", huge), "info.piece length: i99999999999999999999"),
        arguments(
            with(single(), "piece length", List.of()), "info.piece length: must be an integer"),
        arguments(with(single(), "pieces", null), "info.pieces: missing"),
        arguments(with(single(), "pieces", 1), "info.pieces: must be a string"),
        arguments(
            with(single(), "pieces", new byte[19]), "info.pieces: 19 bytes are not a multiple"),
        arguments(with(single(), "pieces", new byte[40]), "info.pieces: 2 hashes, but 100 bytes"),
        arguments(with(single(), "pieces", ""), "info.pieces: 0 hashes, but 100 bytes"),
        arguments(with(single(), "private", "1"), "info.private: must be an integer"),
        arguments(with(single(), "private", huge), "info.private: i99999999999999999999e does not"),
        arguments(with(single(), "source", 1), "info.source: must be a string"),
        arguments(with(single(), "attr", 1), "info.attr: must be a string"),
        arguments(with(single(), "files", 1), "info.files: must be a list"),
        arguments(with(single(), "files", List.of()), "info.files: no files"),
        arguments(with(single(), "meta version", 3), "info.meta version: version 3 is not known"),
        arguments(
            with(single(), "meta version", -2), "info.meta version: version -2 is not known"));
  }

  static Stream<Arguments> badFiles() {
    Map<String, Object> good = file(1, "a");
    List<String> deep = Collections.nCopies(101, "d");
    return Stream.of(
        arguments(multi(1), "info.files[0]: must be a dictionary"),
        arguments(multi(good, dict("length", 1)), "info.files[1].path: missing"),
        arguments(multi(good, with(good, "path", "a")), "info.files[1].path: must be a list"),
        arguments(multi(good, with(good, "path", List.of())), "info.files[1].path: empty"),
        arguments(multi(good, file(1, "a", 2)), "info.files[1].path[1]: must be a string"),
        arguments(multi(good, file(1, deep.toArray())), "info.files[1].path: more than 100 names"),
        arguments(
            multi(good, file(1, "a".repeat(4001))), "info.files[1]: path of more than 4000 bytes"),
        arguments(multi(good, with(good, "path.utf-8", 1)), "info.files[1].path.utf-8: must be a"),
        arguments(multi(good, dict("path", List.of("a"))), "info.files[1].length: missing"),
        arguments(multi(good, file(-1, "a")), "info.files[1].length: -1 is negative"),
        arguments(multi(good, file("1", "a")), "info.files[1].length: must be an integer"),
        arguments(
            multi(good, file(Long.MAX_VALUE, "a")), "info.files[1].length: the sum of all lengths"),
        arguments(
            multi(file(1L << 62, "a"), file(1L << 62, "b"), good), "info.files[1].length: the sum"),
        arguments(multi(good, with(good, "attr", 1)), "info.files[1].attr: must be a string"),
        arguments(
            multi(good, with(good, "attr", "l", "symlink path", List.of("x"))),
            "info.files[1].length: a link has no bytes, not 1"),
        arguments(
            multi(good, with(good, "attr", "l", "symlink path", "x")),
            "info.files[1].symlink path: must be a list"));
  }

  private static Map<String, Object> v2(Object tree) {
    return dict("file tree", tree, "meta version", 2, "name", "n", "piece length", 16_384);
  }

  private static Map<String, Object> leaf(Object length) {
    return dict("", dict("length", length, "pieces root", HASH));
  }

  static Stream<Arguments> badTrees() {
    Map<String, Object> good = v2(dict("a", leaf(1)));
    Object deep = leaf(1);
    for (int i = 0; i < 101; i++) {
      deep = dict("d", deep);
    }
    return Stream.of(
        arguments(with(good, "file tree", null), "info.file tree: missing"),
        arguments(v2(1), "info.file tree: must be a dictionary"),
        arguments(v2(dict()), "info.file tree: no files"),
        arguments(v2(dict("a", dict("b", dict()))), "info.file tree: no files"),
        arguments(v2(dict("a", 1)), "info.file tree.a: must be a dictionary"),
        arguments(v2(dict("", dict("length", 1))), "info.file tree.'': describes a file"),
        arguments(v2(dict("a", dict("", 1))), "info.file tree.a.'': must be a dictionary"),
        arguments(
            v2(dict("a", with(leaf(1), "b", leaf(1)))), "info.file tree.a: is a file and a folder"),
        arguments(
            v2(dict("a", dict("b", leaf(1), "", dict()))), "info.file tree.a.'': describes a file"),
        arguments(v2(dict("a", dict("", dict()))), "info.file tree.a.''.length: missing"),
        arguments(v2(dict("a", leaf(-1))), "info.file tree.a.''.length: -1 is negative"),
        arguments(
            v2(dict("a", leaf(1), "b", leaf(Long.MAX_VALUE))),
            "info.file tree.b.''.length: the sum of all lengths overflows"),
        arguments(v2(dict("a", leaf(Long.MAX_VALUE))), "are too many pieces"),
        arguments(
            v2(dict("a", dict("", dict("length", 1)))), "info.file tree.a.''.pieces root: missing"),
        arguments(
            v2(dict("a", dict("", dict("length", 1, "pieces root", new byte[31])))),
            "info.file tree.a.''.pieces root: must have 32 bytes, has 31"),
        arguments(v2(deep), "path of more than 100 names"),
        arguments(with(good, "piece length", 8192), "info.piece length: 8192 is no power of two"),
        arguments(
            with(good, "piece length", 49_152), "info.piece length: 49152 is no power of two"),
        arguments(with(good, "name", null), "info.name: missing"));
  }

  static Stream<Arguments> badHybrids() {
    Map<String, Object> a = file(1, "a");
    Map<String, Object> pad = with(file(16_383, "p"), "attr", "p");
    Map<String, Object> b = file(2, "b");
    Map<String, Object> tree = dict("a", leaf(1), "b", leaf(2));
    return Stream.of(
        arguments(hybrid(tree, 1, a, b), "info.files[1]: does not begin where a piece begins"),
        arguments(hybrid(tree, 1, a), "info.file tree.b.'': is not in 'files'"),
        arguments(hybrid(tree, 2, a, pad, b, file(1, "c")), "info.files[3]: is not in 'file tree'"),
        arguments(
            hybrid(tree, 2, b, pad, a), "info.files[0]: is not the file that 'file tree' has"),
        arguments(
            hybrid(tree, 2, a, pad, file(3, "b")), "info.files[2]: has length 3, in 'file tree' 2"),
        arguments(
            hybrid(tree, 2, a, pad, file(2, "d", "b")), "info.files[2]: is not the file that"),
        arguments(
            hybrid(
                dict("a", leaf(1), "b", leaf(0)),
                2,
                a,
                pad,
                with(file(0, "b"), "attr", "l", "symlink path", List.of("a"))),
            "info.pieces: 2 hashes, but 16384 bytes"),
        arguments(
            hybrid(
                dict("a", leaf(1), "b", leaf(0)),
                1,
                a,
                pad,
                with(file(0, "b"), "attr", "l", "symlink path", List.of("a"))),
            "info.files[2]: is a link in one of"),
        arguments(with(hybrid(tree, 2, a, pad, b), "pieces", null), "info.pieces: missing"),
        arguments(with(hybrid(tree, 2, a, pad, b), "files", null), "info.length: missing"),
        arguments(
            with(hybrid(tree, 1, a), "files", null, "length", 1),
            "info.file tree: is not the one file of 'length'"),
        arguments(
            with(hybrid(dict("m", leaf(1)), 1, a), "files", null, "length", 1),
            "info.file tree: is not the one file of 'length'"));
  }

  private static Map<String, Object> hybrid(Object tree, int pieces, Object... files) {
    return with(v2(tree), "files", List.of(files), "pieces", new byte[20 * pieces]);
  }

  @ParameterizedTest
  @MethodSource({"badInfo", "badFiles", "badTrees", "badHybrids"})
  void badInfoIsRefused(Map<String, Object> info, String message) {
    refused(Bencoded.of(dict("info", info)), message);
    assertThatThrownBy(() -> Info.parse(Bencoded.of(info))).hasMessageContaining(message);
  }

  static Stream<Arguments> badTorrents() {
    return Stream.of(
        arguments(dict(), "info: missing"),
        arguments(dict("info", 1), "info: must be a dictionary"),
        arguments(List.of(), "must be a dictionary, is a list"),
        arguments(dict("info", single(), "announce", 1), "announce: must be a string"),
        arguments(dict("info", single(), "announce-list", "x"), "announce-list: must be a list"),
        arguments(dict("info", single(), "announce-list", List.of(1)), "announce-list[0]: must be"),
        arguments(dict("info", single(), "url-list", 1), "url-list: must be a list"),
        arguments(dict("info", single(), "httpseeds", dict()), "httpseeds: must be a list"),
        arguments(dict("info", single(), "nodes", 1), "nodes: must be a list"),
        arguments(dict("info", single(), "nodes", List.of("a")), "nodes[0]: must be a list"),
        arguments(
            dict("info", single(), "nodes", List.of(List.of())), "nodes[0]: must be a host and"),
        arguments(
            dict("info", single(), "nodes", List.of(List.of("a"))), "nodes[0]: must be a host and"),
        arguments(
            dict("info", single(), "nodes", List.of(List.of("a", 65_536))),
            "nodes[0][1]: 65536 is no port"),
        arguments("a string", "must be a dictionary, is a string"));
  }

  @ParameterizedTest
  @MethodSource("badTorrents")
  void badTorrentsAreRefused(Object torrent, String message) {
    refused(Bencoded.of(torrent), message);
  }

  @Test
  void layersMustAddUp() {
    byte[] layer = new byte[64];
    byte[] root = MerkleTree.rootOfLayer(layer, 16_384);
    Map<String, Object> tree =
        dict("a", dict("", dict("length", 20_000, "pieces root", root)), "b", leaf(1));
    byte[] torrent = Bencoded.of(dict("info", v2(tree), "piece layers", layers(root, layer)));
    assertThat(Metainfo.parse(torrent).pieceLayer(0).orElseThrow().remaining()).isEqualTo(64);
    refused(Bencoded.of(dict("info", v2(tree))), "piece layers: missing");
    refused(
        Bencoded.of(dict("info", v2(tree), "piece layers", dict())),
        "piece layers: none for info.file tree.a.''");
    refused(Bencoded.of(dict("info", v2(tree), "piece layers", 1)), "piece layers: must be a dict");
    refused(
        Bencoded.of(dict("info", v2(tree), "piece layers", dict("x", layer))),
        "piece layers.x: the key is no hash of 32 bytes");
    refused(
        Bencoded.of(dict("info", v2(tree), "piece layers", dict("x", 1))),
        "piece layers.x: must be a string");
    refused(
        Bencoded.of(dict("info", v2(tree), "piece layers", layers(root, new byte[32]))),
        "32 bytes are not two hashes or more");
    refused(
        Bencoded.of(dict("info", v2(tree), "piece layers", layers(root, new byte[96]))),
        "96 bytes, but the file has 2 pieces");
    layer[5] = 1;
    refused(
        Bencoded.of(dict("info", v2(tree), "piece layers", layers(root, layer))),
        "does not add up to its root");
    Map<String, Object> small = dict("a", leaf(1));
    refused(
        Bencoded.of(dict("info", v2(small), "piece layers", layers(HASH, new byte[64]))),
        "belongs to no file longer than a piece");
  }

  private static Map<Object, Object> layers(byte[] root, byte[] layer) {
    return Map.of(root, layer);
  }

  @Test
  void everyTruncationIsRefused() {
    for (byte[] torrent : Content.everyKind()) {
      for (int length = 0; length < torrent.length; length++) {
        byte[] part = Arrays.copyOf(torrent, length);
        assertThatThrownBy(() -> Metainfo.parse(part)).isInstanceOf(ProtocolException.class);
      }
    }
  }

  /// Flips, overwrites, moves and cuts bytes of good torrents, from fixed seeds.
  @Test
  void mutationsAreReadOrRefused() {
    Random random = new Random(25);
    List<byte[]> seeds = Content.everyKind();
    int read = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] mutant = mutated(seeds.get(i % seeds.size()), random);
      try {
        Info info = Metainfo.parse(mutant).info();
        assertThat(info.files()).isNotEmpty();
        assertThat(Info.parse(info.bytes()).infoHash()).isEqualTo(info.infoHash());
        read++;
      } catch (ProtocolException e) {
        assertThat(e.getMessage()).matches("[\\x20-\\x7e…\\p{L}\\p{N}]+");
      }
    }
    // Both happen, or the mutations are of no use.
    assertThat(read).isBetween(300, 9_700);
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) "0123456789ilde:-".charAt(random.nextInt(16));
        case 2 -> bytes[at] = (byte) random.nextInt(256);
        case 3 -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(40), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, length);
        }
        default -> {
          byte[] cut = new byte[bytes.length - 1];
          System.arraycopy(bytes, 0, cut, 0, Math.min(at, cut.length));
          System.arraycopy(bytes, at + 1, cut, at, cut.length - at);
          bytes = cut;
        }
      }
    }
    return bytes;
  }
}
