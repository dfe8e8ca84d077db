package dev.panal.ui;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Chromium, and what it had to complain about.
final class Browser implements AutoCloseable {
  /// It asks nobody on the network for anything.
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final List<String> complaints = new ArrayList<>();

  Browser() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of(System.getProperty("chromium")))
                    .setArgs(FLAGS));
  }

  /// A window of its own.
  Page open(String url, int width, int height, ColorScheme scheme) {
    return open(url, window(width, height, scheme), page -> {});
  }

  static com.microsoft.playwright.Browser.NewContextOptions window(
      int width, int height, ColorScheme scheme) {
    return new com.microsoft.playwright.Browser.NewContextOptions()
        .setViewportSize(width, height)
        .setColorScheme(scheme)
        .setAcceptDownloads(true);
  }

  /// @param before what is done to the window before it opens the page
  Page open(
      String url,
      com.microsoft.playwright.Browser.NewContextOptions window,
      Consumer<Page> before) {
    BrowserContext context = chromium.newContext(window);
    Page page = context.newPage();
    page.onPageError(error -> complaints.add("error: " + error));
    page.onDialog(dialog -> {
      complaints.add("dialog: " + dialog.message());
      dialog.dismiss();
    });
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") || message.type().equals("warning")) {
        complaints.add(message.type() + ": " + message.text());
      }
    });
    before.accept(page);
    page.navigate(url);
    return page;
  }

  Page open(String url) {
    return open(url, 1_280, 900, ColorScheme.LIGHT);
  }

  /// Before the tracker goes, which they would complain about.
  void closeWindows() {
    List.copyOf(chromium.contexts()).forEach(BrowserContext::close);
  }

  /// Scripts that failed, what the policy forbade, dialogs; empty if all was well.
  List<String> complaints() {
    return complaints;
  }

  /// Keeps a picture, if somebody wants them.
  static void picture(Page page, String name) {
    @Nullable String folder = System.getProperty("screenshots");
    if (folder != null) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(Path.of(folder).resolve(name + ".png"))
              .setFullPage(true));
    }
  }

  @Override
  public void close() {
    playwright.close();
  }
}
