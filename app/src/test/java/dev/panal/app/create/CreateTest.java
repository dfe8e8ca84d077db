package dev.panal.app.create;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.TestConsole;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.Metainfo;
import dev.panal.wire.metainfo.NameRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CreateTest {
  @TempDir Path folder;
  private TestConsole test;

  @BeforeEach
  void open() {
    test = new TestConsole(folder);
  }

  /// The hashes are those that libtorrent 2.0.8 computes for the same files.
  @ParameterizedTest
  @CsvSource({
    "sample/b.bin, --v1, 7ff25fcb872b8bf9f0ea2db65f5094cb130b9053, ''",
    "sample/b.bin, --v2, '', 14fc51f8a9c8d9853605aff334d6384e294be5b7470a5fdd64a914009cfe2349",
    "sample, --v2, '', 0cd3c123315b6e360cfc4d2a7995cd3685725b0cebcc1488199f46fc0bae88c4",
    "sample, --hybrid, 3f4551823513cd1922abb3ce5c2d36a4653afec5,"
        + " ff22a2e516ccacee13cc1f6d588b0518448ed2ac0cd88b38d07ed698d5f01345"
  })
  void infoHashesAreThoseOfOtherPrograms(String path, String version, String v1, String v2)
      throws IOException {
    sample();
    assertThat(test.run("create", path, version, "--piece-length", "16KiB", "--json")).isZero();
    assertThat(test.events().getFirst().path("info_hash").asString("")).isEqualTo(v1);
    assertThat(test.events().getFirst().path("info_hash_v2").asString("")).isEqualTo(v2);
  }

  private Path sample() throws IOException {
    Path sample = Files.createDirectories(folder.resolve("sample"));
    byte[] bytes = new byte[50_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 7 + i / 256);
    }
    Files.write(sample.resolve("b.bin"), bytes);
    Files.writeString(sample.resolve("a.txt"), "a");
    Files.writeString(sample.resolve("empty"), "");
    Files.createDirectories(sample.resolve("sub"));
    Files.write(sample.resolve("sub/ñandú.dat"), Arrays.copyOf(bytes, 16_384));
    return sample;
  }

  @Test
  void writesTheTorrentBesideAndSaysWhatItIsCalled() throws IOException {
    sample();
    assertThat(test.run("create", "sample", "-t", "http://a.example/announce", "--comment", "hi"))
        .isZero();
    Metainfo made = Metainfo.parse(Files.readAllBytes(folder.resolve("sample.torrent")));
    assertThat(made.trackerTiers()).containsExactly(List.of("http://a.example/announce"));
    assertThat(made.comment()).contains("hi");
    assertThat(made.createdBy().orElse("")).startsWith("Panal ");
    assertThat(made.info().files().stream().map(FileEntry::path))
        .contains(List.of("sample", "sub", "ñandú.dat"), List.of("sample", "empty"));
    assertThat(test.out())
        .contains("info-hash: " + made.info().infoHash().hex())
        .contains("magnet: magnet:?xt=urn:btih:" + made.info().infoHash().hex());
  }

  @Test
  void everyTrackerIsATierOfItsOwn() throws IOException {
    sample();
    int code =
        test.run(
            "create",
            "sample",
            "-o",
            "x.torrent",
            "-t",
            "http://a.example/announce",
            "-t",
            "udp://b.example:80",
            "-w",
            "http://w.example/",
            "--private",
            "--source",
            "S");
    assertThat(code).isZero();
    Metainfo made = Metainfo.parse(Files.readAllBytes(folder.resolve("x.torrent")));
    assertThat(made.trackerTiers()).hasSize(2);
    assertThat(made.webSeeds()).containsExactly("http://w.example/");
    assertThat(made.info().isPrivate()).isTrue();
    assertThat(made.info().source()).contains("S");
  }

  @ParameterizedTest
  @CsvSource({"--v1", "--v2", "--hybrid"})
  void whatIsMadeIsVerified(String version) throws IOException {
    sample();
    assertThat(test.run("create", "sample", version, "-o", "x.torrent")).isZero();
    TestConsole verify = new TestConsole(folder);
    assertThat(verify.run("verify", "x.torrent")).isZero();
    assertThat(verify.err()).contains("all is there");
  }

  @Test
  void hiddenFilesAndTargetsOfLinksBelongToIt() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve(".hidden"), "x");
    Files.writeString(folder.resolve("elsewhere"), "yy");
    Files.createSymbolicLink(data.resolve("link"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(data.resolve("dangling"), folder.resolve("nowhere"));
    Files.createSymbolicLink(data.resolve("loop"), data);
    assertThat(test.run("create", "data")).isZero();
    Metainfo made =
        Metainfo.parse(Files.readAllBytes(folder.resolve("data.torrent")), NameRules.LOCAL);
    assertThat(made.info().files().stream().map(file -> file.path().getLast() + file.length()))
        .containsExactlyInAnyOrder(".hidden1", "link2");
    assertThat(test.err())
        .contains("dangling: a link to nowhere")
        .contains("loop: a link that leads back");
  }

  @Test
  void aTorrentOfAFolderDoesNotContainItself() throws IOException {
    sample();
    TestConsole inside = new TestConsole(folder.resolve("sample"));
    assertThat(inside.run("create", ".")).isZero();
    assertThat(new TestConsole(folder.resolve("sample")).run("create", ".")).isZero();
    Metainfo made = Metainfo.parse(Files.readAllBytes(folder.resolve("sample/sample.torrent")));
    assertThat(made.info().files()).hasSize(4);
  }

  @Test
  void aDifferentFileIsNotOverwritten() throws IOException {
    sample();
    Path other = Files.writeString(folder.resolve("sample.torrent"), "precious");
    assertThat(test.run("create", "sample")).isEqualTo(13);
    assertThat(other).hasContent("precious");
    assertThat(test.err()).contains("sample.torrent").contains("-o").hasLineCount(1);
  }

  @Test
  void theSameTorrentMayBeMadeAgain() throws IOException {
    sample();
    assertThat(test.run("create", "sample", "-q")).isZero();
    assertThat(new TestConsole(folder).run("create", "sample")).isZero();
  }

  @Test
  void aTorrentOfEmptyFilesIsLegal() throws IOException {
    Files.createDirectories(folder.resolve("void"));
    Files.writeString(folder.resolve("void/nothing"), "");
    assertThat(test.run("create", "void")).isZero();
    assertThat(new TestConsole(folder).run("verify", "void.torrent")).isZero();
  }

  @Test
  void mistakesAreOneLine() throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    sample();
    check(1, "no such file", "create", "missing");
    check(1, "no file in this folder", "create", "empty");
    check(2, "--tracker", "create", "sample", "-t", "gopher://x");
    check(2, "--web-seed", "create", "sample", "-w", "nonsense");
    check(2, "--piece-length", "create", "sample", "--piece-length", "100");
    check(2, "--piece-length", "create", "sample", "--piece-length", "lots");
    check(2, "mutually exclusive", "create", "sample", "--v1", "--v2");
    check(1, "cannot be written", "create", "sample", "-o", "no/such/folder/x.torrent");
    check(2, "Missing required parameter", "create");
  }

  private void check(int code, String message, Object... args) {
    TestConsole own = new TestConsole(folder);
    assertThat(own.run(args)).as(own.err()).isEqualTo(code);
    assertThat(own.err()).contains(message).startsWith("panal: ").hasLineCount(1);
    assertThat(own.out()).isEmpty();
  }
}
