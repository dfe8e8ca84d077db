package dev.panal.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of a ring: a real tracker's page, and a ring that is made up, so that it changes when
/// the test wants.
final class RingPageTest {
  private static final List<String> THREE = List.of("anna", "berta", "carla");
  private static final List<String> FOUR = List.of("anna", "berta", "carla", "dora");
  private static final String HASH = "60" + "ab".repeat(19);

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

  private Page open(MadeUpRing ring, String path) {
    return open(ring, path, 1_280, ColorScheme.LIGHT);
  }

  private Page open(MadeUpRing ring, String path, int width, ColorScheme scheme) {
    return browser.open(tracker.url(path), Browser.window(width, 900, scheme), ring::over);
  }

  private static Locator nodes(Page page) {
    return page.locator("table.ring-nodes tbody tr");
  }

  private static Locator log(Page page) {
    return page.locator(".ring-log li");
  }

  @Test
  void thereIsATabOnlyWhereThereIsARing() {
    Page alone = browser.open(tracker.url("/"));
    assertThat(alone.getByText("Nothing is hosted here yet.")).isVisible();
    assertThat(alone.getByRole(AriaRole.LINK, named("Ring"))).hasCount(0);
    alone.navigate(tracker.url("/ring"));
    assertThat(alone.getByText("This tracker is in no ring.")).isVisible();
    // Chromium tells that 404 was answered; that was on purpose.
    assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("404"));
    browser.complaints().clear();

    Page page = open(new MadeUpRing(THREE), "/");
    page.getByRole(AriaRole.LINK, named("Ring")).click();
    assertThat(page).hasURL(tracker.url("/ring"));
    assertThat(nodes(page)).hasCount(3);
    assertThat(nodes(page).first()).containsText("anna");
    assertThat(nodes(page).first()).containsText("43");
    assertThat(nodes(page).first()).containsText("34 %");
    assertThat(page.locator(".facts")).containsText("settled");
    assertThat(browser.complaints()).isEmpty();
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  @Test
  void anInfoHashIsFound() throws Exception {
    Metainfo album = Torrents.tree("Album");
    tracker.publish(album.encode());
    Page page = open(new MadeUpRing(FOUR), "/ring");
    Locator box = page.getByLabel("Where does a torrent live?");
    Locator place = page.locator("#ring-place");
    box.fill("abc");
    assertThat(place).containsText("There is no info-hash in that");
    box.fill("magnet:?xt=urn:btih:" + HASH.toUpperCase(Locale.ROOT) + "&dn=x");
    assertThat(place).containsText("In arc 48");
    assertThat(place.locator("li")).hasCount(3);
    assertThat(place.locator("li").nth(0)).containsText("berta");
    assertThat(place.locator("li").nth(1)).containsText("carla");
    assertThat(place.locator("li").nth(2)).containsText("dora");
    assertThat(page.locator(".ring-line")).hasCount(3);
    assertThat(page).hasURL(tracker.url("/ring?info_hash=" + HASH));
    box.fill("");
    assertThat(place.locator("li")).hasCount(0);

    page.navigate(tracker.url("/torrents/" + album.info().infoHash().hex()));
    page.getByRole(AriaRole.LINK, named("Where it lives in the ring")).click();
    assertThat(page).hasURL(tracker.url("/ring?info_hash=" + album.info().infoHash().hex()));
    assertThat(place.locator("li")).hasCount(3);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aNodeJoinsAndDiesBeforeOnesEyes() {
    MadeUpRing ring = new MadeUpRing(THREE);
    Page page = open(ring, "/ring");
    assertThat(nodes(page)).hasCount(3);
    assertThat(page.getByText("Nothing has changed since")).isVisible();

    ring.moving(
        FOUR,
        MadeUpRing.inARow(3),
        arc -> arc % 4 == 0 ? MadeUpRing.inARow(4).apply(arc) : List.of());
    assertThat(nodes(page)).hasCount(4);
    assertThat(log(page).last()).containsText("dora joined");
    assertThat(log(page).first()).containsText("not settled yet");
    assertThat(page.locator(".facts")).containsText("32 arcs move");
    assertThat(page.locator(".ring-ants").first()).isVisible();
    Browser.picture(page, "ring-joining");
    ring.settled(FOUR, MadeUpRing.inARow(4));
    assertThat(page.locator(".ring-fade").first()).isVisible();
    page.waitForTimeout(400);
    Browser.picture(page, "ring-moved");
    assertThat(log(page).first()).containsText("arcs moved");
    assertThat(log(page).first()).containsText("settled within");
    assertThat(page.locator(".ring-fade")).hasCount(0);

    List<String> three = List.of("anna", "carla", "dora");
    ring.settled(three, MadeUpRing.inARow(3));
    assertThat(nodes(page)).hasCount(3);
    assertThat(log(page).nth(1)).containsText("berta left");
    assertThat(page.locator(".ring-node.gone")).hasCount(1);
    Browser.picture(page, "ring-left");
    assertThat(log(page).first()).containsText("taken over by a node that had them");
    assertThat(page.locator(".ring-node")).hasCount(3);

    // Who is still here is still who it was.
    assertThat(nodes(page).nth(1)).containsText("C");
    assertThat(nodes(page).nth(1)).containsText("carla");
    // Nothing is forgotten on the way to another view and back.
    page.getByRole(AriaRole.LINK, named("Live")).click();
    page.getByRole(AriaRole.LINK, named("Ring")).click();
    assertThat(log(page).last()).containsText("dora joined");
    assertThat(browser.complaints()).isEmpty();
  }

  private RunningTracker node(String name, int port, int seed) throws IOException {
    return new RunningTracker(
        Files.createDirectories(folder.resolve(name)),
        "--ring-name",
        "night",
        "--node-name",
        name,
        "--ring-bind",
        "127.0.0.1:" + port,
        "--ring-secret",
        "only for this test",
        "--join",
        "127.0.0.1:" + seed);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// Nothing is made up here.
  @Test
  void threeTrackersAreARingAndOneLeaves() throws Exception {
    LocatorAssertions.ContainsTextOptions patiently =
        new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);
    int port = freePort();
    try (RunningTracker first = node("anna", port, port);
        RunningTracker second = node("berta", freePort(), port)) {
      Page page = browser.open(first.url("/ring?info_hash=" + HASH));
      try (RunningTracker third = node("carla", freePort(), port)) {
        assertThat(nodes(page).last()).containsText("carla", patiently);
        assertThat(page.locator(".facts")).containsText("settled", patiently);
        assertThat(page.locator("#ring-place li")).hasCount(3);
        Page other = browser.open(third.url("/ring"));
        assertThat(nodes(other)).hasCount(3);
        other.context().close();
        Browser.picture(page, "ring-real");
      }
      assertThat(page.locator(".ring-log")).containsText("carla left", patiently);
      assertThat(log(page).first()).containsText("settled within", patiently);
      assertThat(page.locator("#ring-place li")).hasCount(2);
      Browser.picture(page, "ring-real-left");
      page.context().close();
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void keysAreEnough() {
    Page page = open(new MadeUpRing(THREE), "/ring");
    Locator berta = nodes(page).nth(1).getByRole(AriaRole.BUTTON);
    berta.focus();
    page.keyboard().press("Enter");
    assertThat(berta).hasAttribute("aria-pressed", "true");
    assertThat(page.locator(".ring-said")).containsText("owns 43 arcs");
    assertThat(page.locator(".ring-arc.dim")).hasCount(6);
    Browser.picture(page, "ring-picked");
    page.locator("summary").focus();
    page.keyboard().press("Enter");
    Locator arcs = page.locator("table.ring-arcs tbody tr");
    assertThat(arcs).hasCount(3);
    assertThat(arcs.nth(0)).containsText("0–42");
    assertThat(arcs.nth(0)).containsText("00…–55…");
    assertThat(page.locator(".ring-drawing"))
        .hasAttribute(
            "aria-label",
            "Drawing of the ring: 128 arcs, dealt out to 3 nodes. The tables say the same.");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whoWantsNoMotionSeesNone() {
    MadeUpRing ring = new MadeUpRing(THREE);
    Page page =
        browser.open(
            tracker.url("/ring"),
            Browser.window(1_280, 900, ColorScheme.LIGHT).setReducedMotion(ReducedMotion.REDUCE),
            ring::over);
    assertThat(nodes(page)).hasCount(3);
    ring.moving(FOUR, MadeUpRing.inARow(3), MadeUpRing.inARow(4));
    assertThat(page.locator(".ring-ants").first()).isVisible();
    assertThat((int) page.evaluate("document.getAnimations().length")).isZero();
    ring.settled(FOUR, MadeUpRing.inARow(4));
    assertThat(page.locator(".ring-new").first()).isVisible();
    assertThat((int) page.evaluate("document.getAnimations().length")).isZero();
    assertThat(page.locator(".ring-was").first()).isHidden();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void hostileNamesAreText() {
    MadeUpRing ring =
        new MadeUpRing(List.of("<img src=x onerror=alert(1)>", "x".repeat(100), "carla"));
    Page page = open(ring, "/ring", 390, ColorScheme.LIGHT);
    assertThat(nodes(page).first()).containsText("<img src=x onerror=alert(1)>");
    assertThat(page.locator("main img")).hasCount(0);
    assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(390);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void itFitsEveryWindow() {
    fits(open(new MadeUpRing(List.of("alone")), "/ring"), "ring-alone", 1_280);
    fits(open(new MadeUpRing(List.of("anna", "berta")), "/ring"), "ring-two", 1_280);
    MadeUpRing ring = new MadeUpRing(FOUR);
    MadeUpRing twelve =
        new MadeUpRing(
            List.of(
                "anna",
                "berta",
                "carla",
                "dora",
                "emma",
                "frida",
                "gerda",
                "hanna",
                "ida",
                "julia",
                "klara",
                "a-tracker-with-a-long-name.example"));
    twelve.settled(twelve.nodes(), MadeUpRing.scattered(12));
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : List.of(390, 1_280)) {
        String suffix = scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        fits(open(ring, "/ring?info_hash=" + HASH, width, scheme), "ring-" + suffix, width);
        fits(open(twelve, "/ring", width, scheme), "ring-twelve-" + suffix, width);
      }
    }
    assertThat(browser.complaints()).isEmpty();
  }

  private static void fits(Page page, String name, int width) {
    assertThat(page.locator(".ring-drawing")).isVisible();
    page.waitForTimeout(300);
    Browser.picture(page, name);
    assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
        .as(name)
        .isLessThanOrEqualTo(width);
    page.context().close();
  }
}
