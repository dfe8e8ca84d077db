package dev.panal.app.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.console.RunningVerb;
import dev.panal.app.console.TestConsole;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `panal share --page`: published, announced there, and fetched by its address on the page.
final class ShareOnPageTest {
  @TempDir Path folder;

  private RunningVerb tracker(Object... more) {
    Object[] words = {
      "tracker",
      "--bind",
      "127.0.0.1",
      "--http-port",
      0,
      "--udp-port",
      0,
      "--json",
      "--data",
      folder.resolve("data")
    };
    Object[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return RunningVerb.start(folder, all);
  }

  private static String page(RunningVerb tracker) {
    return "http://127.0.0.1:" + tracker.event("listening").path("port").asInt();
  }

  @Test
  void sharedOnThePageItCanBeFetchedFromThere() throws IOException {
    Path shared = Files.write(folder.resolve("shared ñ.bin"), new byte[100_000]);
    try (RunningVerb tracker = tracker();
        RunningVerb share =
            RunningVerb.start(
                folder,
                "share",
                shared,
                "--page",
                page(tracker),
                "--bind",
                "127.0.0.1",
                "--json",
                "-t",
                "http://127.0.0.1:1/announce")) {
      JsonNode published = share.event("published");
      assertThat(published.path("existing").asBoolean()).isFalse();
      Metainfo written = Metainfo.parse(Files.readAllBytes(folder.resolve("shared ñ.bin.torrent")));
      assertThat(written.trackerTiers().getFirst()).first().isEqualTo(page(tracker) + "/announce");
      assertThat(written.trackerTiers().getLast()).containsExactly("http://127.0.0.1:1/announce");
      JsonNode _ = share.event("seeding");

      String url = page(tracker) + "/files/" + written.info().infoHash().hex() + ".torrent";
      TestConsole get = new TestConsole(folder);
      assertThat(get.run("get", url, "-d", folder.resolve("got"), "--bind", "127.0.0.1"))
          .as(() -> get.err())
          .isZero();
      assertThat(folder.resolve("got").resolve("shared ñ.bin")).hasSameBinaryContentAs(shared);
    }
  }

  @Test
  void aPageThatDoesNotTakeItSaysWhy() throws IOException {
    Path shared = Files.write(folder.resolve("x.bin"), new byte[10]);
    try (RunningVerb tracker = tracker("--uploads", "token", "--page-token", "very-secret")) {
      TestConsole without = new TestConsole(folder);
      assertThat(without.run("share", shared, "--page", page(tracker))).isEqualTo(1);
      assertThat(without.err()).contains("uploads need this tracker's token", "--page-token");
      assertThat(folder.resolve("x.bin.torrent")).doesNotExist();
      try (RunningVerb with =
          RunningVerb.start(
              new TestConsole(folder).with("PANAL_PAGE_TOKEN", "very-secret"),
              "share",
              shared,
              "--page",
              page(tracker),
              "--bind",
              "127.0.0.1",
              "--json")) {
        JsonNode _ = with.event("seeding");
      }
    }
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    TestConsole nobody = new TestConsole(folder);
    assertThat(nobody.run("share", shared, "--page", "http://127.0.0.1:" + closed)).isEqualTo(1);
    assertThat(nobody.err()).contains("nobody answers there");
    for (String wrong : new String[] {"host:6969", "ftp://host/", "http:///x", "http://h/?q"}) {
      TestConsole console = new TestConsole(folder);
      assertThat(console.run("share", shared, "--page", wrong)).as(wrong).isEqualTo(2);
      assertThat(console.err()).contains("--page " + wrong).hasLineCount(1);
    }
  }
}
