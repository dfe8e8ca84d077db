package dev.panal.app.cli;

import dev.panal.app.console.Console;
import dev.panal.app.transfer.Share;
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
    description = "Make a .torrent of a file or a folder and seed it, until stopped.")
final class ShareCommand implements Callable<Integer> {
  private final PanalCommand root;

  @Parameters(paramLabel = "PATH", description = "The file or folder to share.")
  private Path path = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The .torrent to write (default: the name of PATH, in the current folder).")
  private @Nullable Path target;

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
            transfer.read(console, Objects.requireNonNullElse(shared.getParent(), shared)))
        .run()
        .number();
  }
}
