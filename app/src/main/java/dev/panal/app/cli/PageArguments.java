package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.Console;
import dev.panal.app.console.ExitCode;
import dev.panal.app.tracker.page.PageOptions;
import dev.panal.app.tracker.page.PageOptions.Uploads;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.TrackerUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of the tracker's page.
final class PageArguments {
  /// What a header can carry, and nobody guesses.
  private static final Pattern TOKEN = Pattern.compile("[!-~]{8,200}");

  @Option(
      names = "--uploads",
      paramLabel = "WHO",
      defaultValue = "LOCAL",
      description = {
        "Who may publish torrents: local (this machine and its private network without a token,",
        "others with it), open (everybody), token (with it only), off. Default: local."
      })
  private Uploads uploads = Uploads.LOCAL;

  @Option(
      names = "--page-token",
      paramLabel = "TOKEN",
      description = "The token; made at the first start and kept in DATA/page-token if not given.")
  private @Nullable String token;

  @Option(
      names = "--announce-url",
      paramLabel = "URL",
      split = "\\n",
      description =
          "What downloaded torrents are told to announce to; may be given several times"
              + " (default: the address under which the page was asked for).")
  private List<String> announceUrls = new ArrayList<>();

  @Option(
      names = "--share-root",
      paramLabel = "DIR",
      description = "Who may publish may also share files and folders of this machine, below DIR.")
  private @Nullable Path shareRoot;

  /// @throws CommandFailure if something in it makes no sense
  PageOptions read(Console console) {
    if (token != null && !TOKEN.matcher(token).matches()) {
      throw usage("--page-token: must be 8 to 200 letters, digits or signs, without spaces");
    }
    announceUrls.forEach(PageArguments::checkTracker);
    Optional<Path> root = Optional.ofNullable(shareRoot).map(console::resolve);
    if (root.isPresent() && !Files.isDirectory(root.get())) {
      throw usage("--share-root " + root.get() + ": there is no such folder");
    }
    return new PageOptions(uploads, Optional.ofNullable(token), announceUrls, root);
  }

  private static void checkTracker(String url) {
    try {
      TrackerUrl _ = TrackerUrl.parse(url);
    } catch (ProtocolException e) {
      throw usage("--announce-url " + url + ": " + e.getMessage());
    }
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }
}
