package dev.panal.app.info;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.panal.app.console.TestConsole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class InfoTest {
  private static final String HASH = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path folder;

  private Path torrent() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("one"), "1");
    Files.writeString(data.resolve("two"), "22");
    TestConsole create = new TestConsole(folder);
    int code =
        create.run(
            "create",
            "data",
            "--hybrid",
            "-t",
            "http://a.example/announce",
            "--comment",
            "a\u001bb",
            "-o",
            "x.torrent");
    assertThat(code).as(create.err()).isZero();
    return folder.resolve("x.torrent");
  }

  @Test
  void showsATorrentAsOneObject() throws IOException {
    TestConsole test = new TestConsole(folder);
    assertThat(test.run("info", torrent(), "--json")).isZero();
    assertThat(test.events()).hasSize(1);
    JsonNode info = test.events().getFirst();
    assertThat(info.path("name").asString()).isEqualTo("data");
    assertThat(info.path("version").asString()).isEqualTo("hybrid");
    assertThat(info.path("info_hash").asString()).matches("[0-9a-f]{40}");
    assertThat(info.path("info_hash_v2").asString()).matches("[0-9a-f]{64}");
    assertThat(info.path("length").asLong()).isEqualTo(3);
    assertThat(info.path("trackers").toString()).isEqualTo("[[\"http://a.example/announce\"]]");
    assertThat(info.path("files").toString())
        .isEqualTo("[{\"path\":\"data/one\",\"length\":1},{\"path\":\"data/two\",\"length\":2}]");
    assertThat(test.err()).isEmpty();
  }

  @Test
  void showsATorrentToPeopleWithoutControlCharacters() throws IOException {
    TestConsole test = new TestConsole(folder);
    assertThat(test.run("info", torrent())).isZero();
    assertThat(test.out())
        .contains("data/one", "http://a.example/announce", "a�b", "hybrid")
        .doesNotContain("\u001b");
  }

  @Test
  void showsAMagnetLink() {
    String link = "magnet:?xt=urn:btih:" + HASH + "&dn=film&tr=udp%3A%2F%2Ft.example%3A80&so=0,2-3";
    TestConsole test = new TestConsole(folder);
    assertThat(test.run("info", link)).isZero();
    assertThat(test.out()).contains(HASH, "film", "udp://t.example:80", "2-3");
    TestConsole json = new TestConsole(folder);
    assertThat(json.run("info", link, "--json")).isZero();
    assertThat(json.events().getFirst().path("info_hash").asString()).isEqualTo(HASH);
  }

  @Test
  void readsATorrentFromTheWeb() throws IOException {
    byte[] bytes = Files.readAllBytes(torrent());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/x.torrent",
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      TestConsole test = new TestConsole(folder);
      assertThat(test.run("info", url + "/x.torrent")).as(test.err()).isZero();
      assertThat(test.out()).contains("data/two");
      TestConsole missing = new TestConsole(folder);
      assertThat(missing.run("info", url + "/y.torrent")).isEqualTo(1);
      assertThat(missing.err()).contains("404").hasLineCount(1);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "d", "hello", "d4:infoi1ee", "d4:infod4:name1:a12:piece lengthi16384eee"})
  void aBadTorrentIs26(String content) throws IOException {
    Path file =
        Files.write(folder.resolve("bad.torrent"), content.getBytes(StandardCharsets.UTF_8));
    TestConsole test = new TestConsole(folder);
    assertThat(test.run("info", file)).isEqualTo(26);
    assertThat(test.err()).contains("bad.torrent: not a valid torrent").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"magnet:", "magnet:?dn=x", "magnet:?xt=urn:btih:123", "MAGNET:?xt=urn:btih:"})
  void aBadMagnetIs27(String link) {
    TestConsole test = new TestConsole(folder);
    assertThat(test.run("info", link)).isEqualTo(27);
    assertThat(test.err()).contains("magnet").hasLineCount(1);
  }

  @Test
  void mistakesAreOneLine() {
    TestConsole missing = new TestConsole(folder);
    assertThat(missing.run("info", "no.torrent")).isEqualTo(1);
    assertThat(missing.err()).contains("no.torrent: no such file").hasLineCount(1);
    TestConsole directory = new TestConsole(folder);
    assertThat(directory.run("info", ".")).isEqualTo(1);
    assertThat(directory.err()).contains("is a folder").hasLineCount(1);
  }

  @Test
  void debugShowsTheStack() {
    TestConsole test = new TestConsole(folder);
    assertThat(test.run("info", "no.torrent", "--debug")).isEqualTo(1);
    assertThat(test.err()).contains("NoSuchFileException").contains("\tat ");
  }
}
