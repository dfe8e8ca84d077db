package dev.panal.wire.metainfo;

import static dev.panal.wire.metainfo.Bencoded.file;
import static dev.panal.wire.metainfo.Bencoded.multi;
import static dev.panal.wire.metainfo.Bencoded.single;
import static dev.panal.wire.metainfo.Bencoded.torrent;
import static dev.panal.wire.metainfo.Bencoded.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {
  private static List<String> paths(Object... files) {
    return paths(NameRules.PORTABLE, files);
  }

  private static List<String> paths(NameRules rules, Object... files) {
    Map<String, Object> info = with(multi(files), "pieces", new byte[20]);
    return Info.parse(Bencoded.of(info), rules).files().stream()
        .map(file -> String.join("/", file.path().subList(1, file.path().size())))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A file (1).tar.gz",
        "ñandú — 漢字 🌍👩‍🚀.txt",
        "e\u0301",
        ".hidden",
        "...a",
        "a..b",
        " leading",
        "what?*<>|\"':.txt",
        "100%",
        "~",
        "CONSOLE",
        "COM10",
        "com",
        "null",
        "-rf",
        "שלום.txt"
      })
  void goodNamesStay(String name) {
    assertThat(paths(file(1, name, name))).containsExactly(name + "/" + name);
    assertThat(torrent(with(single(), "name", name)).info().name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "., _",
    ".., _",
    "'', _",
    "..., _",
    "' ', _",
    "/etc/passwd, _etc_passwd",
    "../../x, .._.._x",
    "..\\x, .._x",
    "C:\\x, C:_x",
    "a., a",
    "'a. . ', a",
    "CON, _CON",
    "con.txt, _con.txt",
    "'Aux .c', _Aux .c",
    "nul, _nul",
    "COM1, _COM1",
    "lpt9.x.y, _lpt9.x.y",
    "CONOUT$, _CONOUT$",
  })
  void hostileNamesAreCleaned(String name, String clean) {
    assertThat(paths(file(1, name))).containsExactly(clean);
    assertThat(paths(file(1, name, "b"))).containsExactly(clean + "/b");
    if (!name.isEmpty()) {
      assertThat(torrent(with(single(), "name", name)).info().name()).isEqualTo(clean);
    }
  }

  @Test
  void invisibleAndControlCharactersAreCleaned() {
    assertThat(paths(file(1, "a\0b\n\u001b[2J\u007f\u0085c"))).containsExactly("a_b__[2J__c");
    assertThat(paths(file(1, "cod\u202egpj.exe"))).containsExactly("codgpj.exe");
    assertThat(paths(file(1, "\u2066a\u2069\u200f\u200e\ufeff\u061c"))).containsExactly("a");
    assertThat(paths(file(1, "\u202e"))).containsExactly("_");
    assertThat(paths(file(1, "C\u200eON"))).containsExactly("_CON");
    assertThat(paths(file(1, ".\u200e."))).containsExactly("_");
    assertThat(paths(file(1, "a\u2028b\uffff"))).containsExactly("a_b_");
    assertThat(paths(file(1, (Object) new byte[] {'a', (byte) 0xc0, (byte) 0xaf, 'b'})))
        .containsExactly("a__b");
  }

  @Test
  void longNamesAreCutAndKeepTheirExtension() {
    assertThat(paths(file(1, "a".repeat(255)))).containsExactly("a".repeat(255));
    assertThat(paths(file(1, "a".repeat(300) + ".tar.gz")))
        .containsExactly("a".repeat(252) + ".gz");
    assertThat(paths(file(1, "ñ".repeat(200)))).containsExactly("ñ".repeat(127));
    assertThat(paths(file(1, "🌍".repeat(100) + ".mp3"))).containsExactly("🌍".repeat(62) + ".mp3");
    assertThat(paths(file(1, "." + "a".repeat(300)))).containsExactly("." + "a".repeat(254));
    assertThat(paths(file(1, "a".repeat(300) + ".x"), file(1, "a".repeat(299) + ".x")))
        .containsExactly("a".repeat(253) + ".x", "a".repeat(249) + " (1).x");
  }

  @Test
  void collisionsAreToldApart() {
    assertThat(paths(file(1, "a.txt"), file(1, "a.txt"), file(1, "a.txt")))
        .containsExactly("a.txt", "a (1).txt", "a (2).txt");
    assertThat(paths(file(1, "a"), file(1, "a (1)"), file(1, "a")))
        .containsExactly("a", "a (1)", "a (2)");
    assertThat(paths(file(1, "README"), file(1, "readme"), file(1, "Readme")))
        .containsExactly("README", "readme (1)", "Readme (2)");
    assertThat(paths(file(1, "\u00f1"), file(1, "n\u0303"), file(1, "N\u0303")))
        .containsExactly("\u00f1", "n\u0303 (1)", "N\u0303 (2)");
    assertThat(paths(file(1, "D", "a"), file(1, "d", "A"), file(1, "d", "b")))
        .containsExactly("D/a", "D/A (1)", "D/b");
  }

  @Test
  void goodNamesChooseFirst() {
    assertThat(paths(file(1, "a/b"), file(1, "a\\b"), file(1, "a_b")))
        .containsExactly("a_b (1)", "a_b (2)", "a_b");
    assertThat(paths(file(1, "..", "x"), file(1, "_", "x"))).containsExactly("_/x (1)", "_/x");
  }

  @Test
  void noFileIsAFolderOfOthers() {
    assertThat(paths(file(1, "a"), file(1, "a", "b"), file(1, "a", "c"), file(1, "a (1)", "d")))
        .containsExactly("a", "a (1)/b", "a (1)/c", "a (1)/d");
    assertThat(paths(file(1, "a", "b"), file(1, "a"), file(1, "A")))
        .containsExactly("a/b", "a (1)", "A (2)");
    assertThat(paths(file(1, "a", "b", "c"), file(1, "a", "b"), file(1, "a")))
        .containsExactly("a/b/c", "a/b (1)", "a (1)");
  }

  @Test
  void localRulesKeepWhatIsFineHere() {
    assertThat(
            paths(
                NameRules.LOCAL,
                file(1, "aux.c"),
                file(1, "README"),
                file(1, "readme"),
                file(1, "a. "),
                file(1, "...")))
        .containsExactly("aux.c", "README", "readme", "a. ", "...");
    assertThat(
            paths(
                NameRules.LOCAL,
                file(1, ".."),
                file(1, "a/b"),
                file(1, "c\0"),
                file(1, "e\u202ef"),
                file(1, "x"),
                file(1, "x")))
        .containsExactly("_", "a_b", "c_", "ef", "x", "x (1)");
  }

  @Test
  void linksStayInside() {
    assertThat(link(List.of("a", "b"), "l")).containsExactly("n", "a", "b");
    assertThat(link(List.of("CON", "b\0"), "l")).containsExactly("n", "_CON", "b_");
    // As libtorrent writes it: from the folder of the link.
    assertThat(link(List.of("..", "a"), "d", "l")).containsExactly("n", "a");
    assertThat(link(List.of("../e/./a"), "d", "l")).containsExactly("n", "e", "a");
    assertThat(link(List.of(".."), "d", "l")).containsExactly("n");
  }

  private static List<String> link(List<String> target, Object... path) {
    Map<String, Object> link = with(file(0, path), "attr", "l", "symlink path", target);
    return torrent(multi(file(1, "x"), link)).info().files().get(1).symlinkTarget();
  }

  @Test
  void linksThatLeadOutAreRefused() {
    assertThatThrownBy(() -> link(List.of("..", "a"), "l"))
        .hasMessage("info.files[1].symlink path: leads out of the torrent");
    assertThatThrownBy(() -> link(List.of("..", "..", "a"), "d", "l"))
        .hasMessageEndingWith("leads out of the torrent");
    assertThatThrownBy(() -> link(List.of("a", "..", "..", "..", "etc", "passwd"), "d", "l"))
        .hasMessageEndingWith("leads out of the torrent");
    assertThatThrownBy(() -> link(List.of("..\\..\\x"), "d", "l"))
        .hasMessageEndingWith("leads out of the torrent");
    assertThatThrownBy(() -> link(List.of("", "etc", "passwd"), "d", "l"))
        .hasMessageEndingWith("is absolute");
    assertThatThrownBy(() -> link(List.of("/etc/passwd"), "d", "l"))
        .hasMessageEndingWith("is absolute");
    assertThatThrownBy(() -> link(List.of(), "d", "l")).hasMessageEndingWith("empty");
    assertThatThrownBy(() ->
            torrent(
                with(
                    single(),
                    "length",
                    0,
                    "pieces",
                    "",
                    "attr",
                    "l",
                    "symlink path",
                    List.of("a"))))
        .hasMessage("info.symlink path: a torrent of one file cannot be a link");
  }

  @Property(tries = 300)
  void pathsAreSafeAndApart(@ForAll("folders") List<List<String>> files) {
    Object[] raw = files.stream().map(path -> file(1, path.toArray())).toArray();
    List<FileEntry> entries = torrent(multi(raw)).info().files();
    Set<String> taken = new HashSet<>();
    for (FileEntry entry : entries) {
      assertThat(entry.path()).startsWith("n").hasSizeGreaterThan(1);
      StringBuilder path = new StringBuilder();
      for (String name : entry.path()) {
        assertThat(name).isNotEmpty().isNotEqualTo(".").isNotEqualTo("..");
        assertThat(name)
            .doesNotContainPattern("[/\\\\\0\u202e]")
            .doesNotEndWith(" ")
            .doesNotEndWith(".");
        assertThat(name.getBytes(UTF_8).length).isLessThanOrEqualTo(255);
        path.append('/').append(name);
      }
      assertThat(taken.add(key(path))).isTrue();
    }
    for (FileEntry entry : entries) {
      for (int i = 1; i < entry.path().size(); i++) {
        assertThat(taken).doesNotContain(key("/" + String.join("/", entry.path().subList(0, i))));
      }
    }
  }

  private static String key(CharSequence path) {
    String lower = path.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(lower, Normalizer.Form.NFC);
  }

  @Provide
  Arbitrary<List<List<String>>> folders() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of(
                "a",
                "A",
                "a (1)",
                "a.",
                "..",
                ".",
                "",
                "a/b",
                "a_b",
                "CON",
                "_CON",
                "_",
                "\u202ea",
                "\u00f1",
                "n\u0303",
                "a\0",
                "a_",
                "b".repeat(300),
                "b".repeat(301)),
            Arbitraries.strings().ofMaxLength(3).filter(NamesTest::encodes));
    return names
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(path -> (List<String>) new ArrayList<>(path))
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  private static boolean encodes(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }
}
