package dev.panal.app.cli;

import dev.panal.app.console.Console;
import dev.panal.app.console.ExitCode;
import dev.panal.app.create.CreateRun;
import dev.panal.app.create.MadeTorrent;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `panal create`.
@Command(name = "create", description = "Make a .torrent of a file or a folder.")
final class CreateCommand implements Callable<Integer> {
  private final PanalCommand root;

  @Parameters(paramLabel = "PATH", description = "The file or folder to share.")
  private Path path = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The .torrent to write (default: the name of PATH, in the current folder).")
  private @Nullable Path target;

  @Mixin private CreateArguments create = new CreateArguments();

  CreateCommand(PanalCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() throws Exception {
    Console console = root.console();
    MadeTorrent _ =
        new CreateRun(
                root.output(),
                create.read(
                    console.resolve(path), Optional.ofNullable(target).map(console::resolve)))
            .run();
    return ExitCode.DONE.number();
  }
}
