package dev.panal.app.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.panal.app.console.RunningVerb;
import dev.panal.app.console.Screen;
import dev.panal.app.console.Signals.Stop;
import dev.panal.app.console.TestConsole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The verbs that move data, in this process, over loopback.
final class TransferTest {
  private static final int BYTES = 3_000_000;

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void makeData() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    byte[] bytes = new byte[BYTES];
    new Random(1).nextBytes(bytes);
    Files.write(data.resolve("large"), bytes);
    Files.writeString(data.resolve("small"), "small");
    Files.writeString(data.resolve("empty"), "");
  }

  private void create(Object... more) {
    List<Object> args = new ArrayList<>(List.of("create", "data", "-q"));
    if (!List.of(more).contains("-o")) {
      args.addAll(List.of("-o", "x.torrent"));
    }
    args.addAll(List.of(more));
    TestConsole test = new TestConsole(folder);
    assertThat(test.run(args.toArray())).as(test.err()).isZero();
  }

  private static Object[] line(String verb, Object... more) {
    List<Object> args =
        new ArrayList<>(List.of(verb, "x.torrent", "--bind", "127.0.0.1", "--json", "-v"));
    args.addAll(List.of(more));
    return args.toArray();
  }

  private RunningVerb seed(Object... more) {
    RunningVerb seed = RunningVerb.start(folder, line("seed", more));
    JsonNode _ = seed.event("seeding");
    return seed;
  }

  private TestConsole get(int code, Object... more) {
    TestConsole get = new TestConsole(folder);
    assertThat(get.run(line("get", more))).as(() -> get.out() + get.err()).isEqualTo(code);
    return get;
  }

  private static String peer(RunningVerb verb) {
    return "127.0.0.1:" + verb.event("listening").path("port").asInt();
  }

  private void assertSame(Path copy) {
    for (String name : List.of("large", "small", "empty")) {
      assertThat(copy.resolve(name)).hasSameBinaryContentAs(data.resolve(name));
    }
  }

  @Test
  void aFolderGoesFromASeedToADownloader() {
    create();
    try (RunningVerb seed = seed()) {
      TestConsole get = get(0, "-d", "out", "--peer", peer(seed));
      assertSame(folder.resolve("out/data"));
      assertThat(get.events("complete")).hasSize(1);
      assertThat(get.events("complete").getFirst().path("bytes").asLong()).isEqualTo(BYTES + 5);
      assertThat(get.events("piece")).isNotEmpty();
      assertThat(get.events("peer")).isNotEmpty();
      assertThat(get.events("progress")).isNotEmpty();
      assertThat(get.events().getFirst().path("event").asString()).isEqualTo("listening");

      TestConsole again = get(0, "-d", "out");
      assertThat(again.events("complete")).hasSize(1);
      assertThat(again.err()).contains("it was all here");
      assertThat(again.events("piece")).isEmpty();
    }
  }

  @Test
  void peersFindEachOtherThroughTheTracker() {
    try (RunningVerb tracker =
        RunningVerb.start(
            folder,
            "tracker",
            "--bind",
            "127.0.0.1",
            "--http-port",
            0,
            "--udp-port",
            0,
            "--json")) {
      create("-t", tracker.event("listening").path("http_url").asString());
      try (RunningVerb _ = seed()) {
        TestConsole get = get(0, "-d", "out");
        assertSame(folder.resolve("out/data"));
        assertThat(get.events("tracker").getFirst().path("ok").asBoolean()).isTrue();
      }
    }
  }

  @Test
  void onlyTheChosenFilesAreFetched() {
    create();
    try (RunningVerb seed = seed()) {
      get(0, "-d", "out", "--peer", peer(seed), "--files", "3");
      assertThat(folder.resolve("out/data/small")).hasSameBinaryContentAs(data.resolve("small"));
      get(2, "-d", "out", "--files", "4");
    }
  }

  @Test
  void whatWasSharedIsSeededWithoutHashingItTwice() {
    try (RunningVerb share =
        RunningVerb.start(
            folder, "share", "data", "--bind", "127.0.0.1", "--json", "-o", "x.torrent")) {
      JsonNode _ = share.event("seeding");
      assertThat(share.event("created").path("magnet").asString()).startsWith("magnet:?xt=");
      assertThat(share.console().events("checking")).isEmpty();
      get(0, "-d", "out", "--peer", peer(share));
      assertSame(folder.resolve("out/data"));
    }
  }

  @Test
  void theMagnetOfWhatIsSharedIsShownAsACodeToo() {
    TestConsole people = new TestConsole(folder);
    try (RunningVerb share =
        RunningVerb.start(people, "share", "data", "--bind", "127.0.0.1", "--seed-time", "0s")) {
      assertThat(share.code()).isZero();
      assertThat(people.out()).contains("magnet:?xt=urn:btih:");
      assertThat(people.err()).contains("█ ▄▄▄▄▄ █", "seeded long enough");
    }
  }

  @Test
  void aDownloadThatIsStoppedGoesOnLater() {
    create("--piece-length", "16KiB");
    try (RunningVerb seed = seed("--upload-limit", "400kB/s")) {
      RunningVerb get = RunningVerb.start(folder, line("get", "-d", "out", "--peer", peer(seed)));
      JsonNode _ = get.event("piece");
      get.stop(Stop.TERMINATE);
      assertThat(get.code()).isEqualTo(7);
      assertThat(get.console().events("complete")).isEmpty();
    }
    try (RunningVerb seed = seed()) {
      TestConsole rest = get(0, "-d", "out", "--peer", peer(seed));
      assertSame(folder.resolve("out/data"));
      int pieces = rest.events("piece").getFirst().path("pieces").asInt();
      assertThat(rest.events("piece")).hasSizeBetween(1, pieces - 1);
    }
  }

  @Test
  void withoutPeersItWaitsAndSaysWhy() {
    create();
    RunningVerb get = RunningVerb.start(folder, line("get", "-d", "out"));
    Awaitility.await()
        .until(() ->
            get.console().events("progress").stream()
                .anyMatch(event -> !event.path("waiting").asString("").isEmpty()));
    get.stop(Stop.INTERRUPT);
    assertThat(get.code()).isEqualTo(130);
  }

  @Test
  void afterADownloadItMayGoOnSeeding() {
    create();
    try (RunningVerb seed = seed()) {
      RunningVerb both =
          RunningVerb.start(folder, line("get", "-d", "out", "--peer", peer(seed), "--seed"));
      JsonNode _ = both.event("seeding");
      get(0, "-d", "third", "--peer", peer(both));
      assertSame(folder.resolve("third/data"));
      both.stop(Stop.TERMINATE);
      assertThat(both.code()).isZero();
    }
  }

  @Test
  void seedingEndsWhenEnoughWasSent() {
    create();
    RunningVerb seed = seed("--seed-ratio", "0.5");
    get(0, "-d", "out", "--peer", peer(seed));
    assertThat(seed.code()).isZero();
  }

  @Test
  void aDifferentFileIsNotOverwritten() throws IOException {
    create();
    Path other = Files.createDirectories(folder.resolve("out/data")).resolve("large");
    Files.writeString(other, "somebody's diary");
    TestConsole get = get(13, "-d", "out");
    assertThat(other).hasContent("somebody's diary");
    assertThat(get.err().lines().toList().getLast()).contains("large").contains("different file");
    assertThat(get.events("error")).hasSize(1);
  }

  @Test
  void dataThatIsNotThereCannotBeSeeded() throws IOException {
    create();
    TestConsole missing = new TestConsole(folder);
    assertThat(missing.run(line("seed", "-d", "elsewhere"))).isEqualTo(1);
    assertThat(missing.err()).contains("no such file").contains("-d").hasLineCount(1);

    byte[] bytes = Files.readAllBytes(data.resolve("large"));
    bytes[1_000_000]++;
    Files.write(data.resolve("large"), bytes);
    TestConsole damaged = new TestConsole(folder);
    assertThat(damaged.run(line("seed"))).isEqualTo(1);
    assertThat(damaged.err().lines().toList().getLast()).contains("data").contains("only ");
    assertThat(data.resolve("large")).hasBinaryContent(bytes);

    Files.writeString(data.resolve("small"), "smaller");
    TestConsole changed = new TestConsole(folder);
    assertThat(changed.run(line("seed"))).isEqualTo(1);
    assertThat(changed.err()).contains("small: has 7 B").hasLineCount(1);
  }

  @Test
  void theTorrentMayComeFromTheWeb() throws IOException {
    create();
    byte[] bytes = Files.readAllBytes(folder.resolve("x.torrent"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try (RunningVerb seed = seed()) {
      TestConsole get = new TestConsole(folder);
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/x.torrent";
      assertThat(get.run("get", url, "-d", "out", "--bind", "127.0.0.1", "--peer", peer(seed)))
          .as(get.err())
          .isZero();
      assertSame(folder.resolve("out/data"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void onATerminalRowsAreDrawn() {
    create();
    TestConsole terminal = new TestConsole(folder).with(new Screen(100, 30));
    try (RunningVerb seed = seed("--upload-limit", "2MB/s")) {
      int code =
          terminal.run(
              "get", "x.torrent", "-d", "out", "--bind", "127.0.0.1", "--peer", peer(seed));
      assertThat(code).as(terminal.err()).isZero();
      assertThat(terminal.err()).contains("data", "▕", "% of 2.9 MiB", "1 peer", "complete: ");
    }
  }

  @Test
  void mistakesAreOneLineWithTheRightCode() throws IOException {
    create();
    check(1, "no such file", "get", "no.torrent");
    check(26, "not a valid torrent", "get", Files.writeString(folder.resolve("bad"), "bad"));
    check(27, "magnet", "get", "magnet:?xt=urn:btih:xyz");
    check(1, "metainfo", "get", "magnet:?xt=urn:btih:" + "a1".repeat(20));
    check(2, "--encryption", "get", "x.torrent", "--encryption", "sometimes");
    check(2, "--no-tcp", "get", "x.torrent", "--no-tcp");
    check(2, "--peer", "get", "x.torrent", "--peer", "nonsense");
    check(2, "--max-peers", "get", "x.torrent", "--max-peers", "0");
    check(2, "--download-limit", "get", "x.torrent", "--download-limit", "fast");
    check(2, "--files", "get", "x.torrent", "--files", "a-b");
    check(2, "--bind", "get", "x.torrent", "--bind", "nowhere0");
    check(2, "--port", "get", "x.torrent", "--port", "65536");
    create("--v2", "-o", "v2.torrent");
    check(1, "v2-only", "get", "v2.torrent");
    Files.writeString(folder.resolve("file"), "x");
    check(1, "file: is a file", "get", "x.torrent", "-d", "file");
    check(1, "the folder cannot be made", "get", "x.torrent", "-d", "file/below");
  }

  @Test
  void aTakenPortIsOneLine() throws IOException {
    create();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      check(
          1, "in use", "seed", "x.torrent", "--bind", "127.0.0.1", "--port", taken.getLocalPort());
    }
  }

  private void check(int code, String message, Object... args) {
    TestConsole own = new TestConsole(folder);
    assertThat(own.run(args)).as(() -> own.out() + own.err()).isEqualTo(code);
    assertThat(own.err().lines().toList().getLast()).startsWith("panal: ").contains(message);
  }
}
