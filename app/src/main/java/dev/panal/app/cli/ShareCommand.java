package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.Console;
import dev.panal.app.console.ExitCode;
import dev.panal.app.publish.PagePublisher;
import dev.panal.app.transfer.Share;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `panal share`.
@Command(
    name = "share",
    description =
        "Make a .torrent of a file or a folder, publish it on a page if one is named, and seed it,"
            + " until stopped.")
final class ShareCommand implements Callable<Integer> {
  private final PanalCommand root;

  @Parameters(paramLabel = "PATH", description = "The file or folder to share.")
  private Path path = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The .torrent to write (default: the name of PATH, in the current folder).")
  private @Nullable Path target;

  @Option(
      names = "--page",
      paramLabel = "URL",
      description = "Publish on the page of this tracker, and announce there.")
  private @Nullable String page;

  @Option(
      names = "--page-token",
      paramLabel = "TOKEN",
      description = "What the page asks for from who is not of its own network.")
  private @Nullable String pageToken;

  @Mixin private CreateArguments create = new CreateArguments();

  @Mixin private TransferArguments transfer = new TransferArguments();

  ShareCommand(PanalCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() throws Exception {
    Console console = root.console();
    root.startLog();
    Path shared = console.resolve(path);
    return new Share(
            root.output(),
            create.read(shared, Optional.ofNullable(target).map(console::resolve)),
            transfer.read(console, Objects.requireNonNullElse(shared.getParent(), shared)),
            page == null
                ? Optional.empty()
                : Optional.of(new PagePublisher(address(page), Optional.ofNullable(pageToken))))
        .run()
        .number();
  }

  private static URI address(String page) {
    try {
      URI uri = new URI(page.endsWith("/") ? page : page + "/");
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "--page " + page + ": write the address of a page, for example http://host:6969/");
  }
}
