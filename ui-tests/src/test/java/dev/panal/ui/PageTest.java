package dev.panal.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.panal.ui.RunningTracker.Peer;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class PageTest {
  private static Browser browser;

  @TempDir Path folder;

  private RunningTracker tracker;

  @BeforeAll
  static void openBrowser() {
    browser = new Browser();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @BeforeEach
  void startTracker() throws IOException {
    browser.complaints().clear();
    tracker = new RunningTracker(folder);
  }

  @AfterEach
  void stopTracker() {
    browser.closeWindows();
    tracker.close();
  }

  private static FilePayload file(String name, byte[] bytes) {
    return new FilePayload(name, "application/x-bittorrent", bytes);
  }

  private static Locator rows(Page page) {
    return page.locator("table.torrents tbody tr");
  }

  @Test
  void uploadSearchDownload() throws IOException {
    Metainfo album = Torrents.tree("Album – live in Málaga");
    Page page = browser.open(tracker.url("/"));
    assertThat(page.getByText("Nothing is hosted here yet.")).isVisible();
    Browser.picture(page, "empty");

    page.locator("input[type=file]")
        .setInputFiles(
            new FilePayload[] {
              file("album.torrent", album.encode()),
              file("film.torrent", Torrents.single("Film 2026.mkv", 4L << 30).encode()),
              file("bad.torrent", "hello".getBytes(StandardCharsets.UTF_8)),
              file("notes.txt", new byte[5])
            });
    assertThat(rows(page)).hasCount(2);
    assertThat(page.locator(".uploads li.done")).hasCount(2);
    assertThat(page.locator(".uploads li.failed")).hasCount(2);
    assertThat(page.getByText("not a torrent: ")).isVisible();
    assertThat(page.getByText("not a .torrent file")).isVisible();
    Browser.picture(page, "uploaded");

    page.getByRole(AriaRole.SEARCHBOX).fill("malaga");
    assertThat(rows(page)).hasCount(1);
    assertThat(rows(page).first()).containsText("Album – live in Málaga");
    page.getByRole(AriaRole.SEARCHBOX).fill("nothing like it");
    assertThat(page.getByText("Nothing is called “nothing like it”.")).isVisible();
    page.getByRole(AriaRole.SEARCHBOX).fill("");
    assertThat(rows(page)).hasCount(2);

    Download download =
        page.waitForDownload(
            () -> page.getByLabel("Download the .torrent of Album – live in Málaga").click());
    assertThat(download.suggestedFilename()).isEqualTo("Album – live in Málaga.torrent");
    Metainfo downloaded = Metainfo.parse(Files.readAllBytes(download.path()));
    assertThat(downloaded.info().infoHash()).isEqualTo(album.info().infoHash());
    assertThat(downloaded.trackerTiers().getFirst()).contains(tracker.url("/announce"));
    // Chromium tells that 422 was answered; that was on purpose.
    assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("422"));
  }

  @Test
  void filesAreDropped() {
    Page page = browser.open(tracker.url("/"));
    List<Integer> bytes = new java.util.ArrayList<>();
    for (byte b : Torrents.single("dropped", 5).encode()) {
      bytes.add(b & 0xff);
    }
    page.evaluate(
        """
        (bytes) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], 'dropped.torrent'));
          for (const kind of ['dragenter', 'dragover', 'drop']) {
            window.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
        }
        """,
        bytes);
    assertThat(rows(page)).hasCount(1);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aSwarmChangesBeforeOnesEyes() throws Exception {
    Metainfo album = Torrents.tree("Album");
    byte[] hash = album.info().infoHash().bytes();
    long length = album.info().length();
    tracker.publish(album.encode());
    Peer seed = new Peer("-TR4060-", 1);
    Peer leecher = new Peer("-qB5040-", 2);
    tracker.announce(hash, seed, 0, "started");

    Page page = browser.open(tracker.url("/"));
    assertThat(rows(page).locator("td.seeds")).hasText("1");
    rows(page).getByRole(AriaRole.LINK).first().click();
    assertThat(page).hasURL(tracker.url("/torrents/" + album.info().infoHash().hex()));
    Locator peers = page.locator("table.peers tbody tr");
    assertThat(peers).hasCount(1);
    assertThat(page.getByText("track 3.flac").first()).isVisible();

    tracker.announce(hash, leecher, length / 4, "started");
    assertThat(peers).hasCount(2);
    assertThat(page.locator("table.peers")).containsText("75 %");
    assertThat(page.locator("canvas.swarm"))
        .hasAttribute(
            "aria-label",
            "Drawing of the swarm: 1 seed, 1 leecher. The table below says the same.");
    assertThat(page.locator(".facts")).containsText("Leechers1");
    tracker.announce(hash, leecher, 0, "completed");
    assertThat(page.locator(".log li").first()).containsText("completed");
    assertThat(page.locator(".facts")).containsText("Seeds2");
    tracker.announce(hash, seed, 0, "stopped");
    assertThat(peers).hasCount(1);
    assertThat(page.locator(".log li").first()).containsText("disconnected");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theLiveViewShowsEverybody() throws Exception {
    Page page = browser.open(tracker.url("/live"));
    assertThat(page.getByText("Nobody has announced yet.")).isVisible();
    tracker.announce(new byte[20], new Peer("-TR4060-", 1), 100, "started");
    Locator nodes = page.locator("table.nodes tbody tr");
    assertThat(nodes).hasCount(1);
    assertThat(nodes.first()).containsText("Transmission 4.0.6");
    assertThat(nodes.first()).containsText("leecher");
    tracker.announce(new byte[20], new Peer("-TR4060-", 1), 100, "stopped");
    assertThat(nodes).hasCount(0);
    assertThat(page.locator(".log li")).hasCount(2);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void messagesAreReadAndSent() throws Exception {
    Metainfo album = Torrents.tree("Album");
    byte[] hash = album.info().infoHash().bytes();
    Peer peer = new Peer("-TR4060-", 1);
    tracker.publish(album.encode());
    tracker.announce(hash, peer, 0, "started");
    assertThat(tracker.messages(hash, peer, -1).path("messages")).isEmpty(); // its mailbox is open

    Page page = browser.open(tracker.url("/messages"));
    assertThat(page.getByText("No messages yet.")).isVisible();
    page.getByLabel("Message").fill("Hello <b>all</b> of you");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send")).click();
    Locator letters = page.locator(".letters li");
    assertThat(letters).hasCount(1);
    assertThat(letters.first()).containsText("Hello <b>all</b> of you");
    assertThat(page.getByText("Sent: ")).isVisible();
    JsonNode mail = tracker.messages(hash, peer, 0);
    assertThat(mail.path("messages").path(0).path("text").asString())
        .isEqualTo("Hello <b>all</b> of you");

    tracker.write(hash, peer, "who has piece 7?");
    assertThat(letters).hasCount(2);
    assertThat(letters.first()).containsText("who has piece 7?");
    assertThat(letters.first()).containsText(peer.id());
    Browser.picture(page, "messages");

    // To this peer, from its row.
    page.navigate(tracker.url("/torrents/" + album.info().infoHash().hex()));
    page.getByLabel("Write to Transmission 4.0.6").click();
    page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)).fill("for you only");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send")).click();
    assertThat(letters.first()).containsText("between two peers");
    assertThat(page.getByText("for you only")).hasCount(0);
    assertThat(
            tracker.messages(hash, peer, mail.path("after").asLong()).path("messages").toString())
        .contains("for you only");
    page.navigate(tracker.url("/live"));
    assertThat(page.locator(".log")).containsText("who has piece 7?");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void hostileNamesAreText() throws Exception {
    String name = "<img src=x onerror=alert(1)><script>alert(2)";
    tracker.publish(Torrents.single(name, 5).encode());
    Page page = browser.open(tracker.url("/"));
    assertThat(rows(page).getByRole(AriaRole.LINK).first())
        .hasText("<img src=x onerror=alert(1)><script>alert(2)");
    rows(page).getByRole(AriaRole.LINK).first().click();
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasText("<img src=x onerror=alert(1)><script>alert(2)");
    assertThat(page.locator("main img")).hasCount(0);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void keysAreEnough() throws Exception {
    tracker.publish(Torrents.single("keys", 5).encode());
    Page page = browser.open(tracker.url("/"));
    assertThat(rows(page)).hasCount(1);
    assertThat(unnamed(page)).isEmpty();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Name")).focus();
    page.keyboard().press("Enter");
    assertThat(page.locator("th[aria-sort=ascending]")).hasText("Name↑");
    rows(page).getByRole(AriaRole.LINK).first().focus();
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("keys")))
        .isVisible();
    assertThat(unnamed(page)).isEmpty();
    page.goBack();
    assertThat(rows(page)).hasCount(1);
  }

  /// What one can press or follow, but a screen reader has no name for.
  private static List<?> unnamed(Page page) {
    return (List<?>)
        page.evaluate(
            """
            () => [...document.querySelectorAll('button, a, input, select, textarea, [role]')]
              .filter((e) => !e.matches('[type=file], [role=status], form'))
              .filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))
              .map((e) => e.outerHTML)
            """);
  }

  /// A school of peers, for the pictures and for the widths.
  @Test
  void itFitsEveryWindow() throws Exception {
    Metainfo album = Torrents.tree("Album – live in Málaga");
    tracker.publish(album.encode());
    tracker.publish(Torrents.single("debian-13.1.0-amd64-netinst.iso", 780_000_000).encode());
    tracker.publish(
        Torrents.single("a-name-without-any-place-to-break-it-" + "x".repeat(150), 5).encode());
    byte[] hash = album.info().infoHash().bytes();
    List<String> programs = List.of("-TR4060-", "-qB5040-", "-PN0100-", "-LT2080-", "-DE2100-");
    for (int i = 0; i < 37; i++) {
      long left = i % 5 == 0 ? 0 : album.info().length() * (i * 37 % 100) / 100 + 1;
      tracker.announce(hash, new Peer(programs.get(i % 5), i), left, "started");
    }
    Map<String, String> views =
        Map.of(
            "list", "/",
            "torrent", "/torrents/" + album.info().infoHash().hex(),
            "live", "/live",
            "messages", "/messages");
    for (Map.Entry<String, String> view : views.entrySet()) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        for (int width : List.of(390, 1_280)) {
          Page page = browser.open(tracker.url(view.getValue()), width, 900, scheme);
          assertThat(page.locator("main :not(script)").first()).isVisible();
          page.waitForTimeout(700); // a picture of still things
          String name = view.getKey() + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
          Browser.picture(page, name);
          assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
              .as(name)
              .isLessThanOrEqualTo(width);
          page.context().close();
        }
      }
    }
    assertThat(browser.complaints()).isEmpty();
  }
}
