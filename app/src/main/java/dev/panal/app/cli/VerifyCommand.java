package dev.panal.app.cli;

import dev.panal.app.source.TorrentFiles;
import dev.panal.app.verify.VerifyRun;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `panal verify`.
@Command(
    name = "verify",
    description = "Check data on disk against a torrent; exit code 0 only if all is there.")
final class VerifyCommand implements Callable<Integer> {
  private final PanalCommand root;

  @Parameters(index = "0", paramLabel = "TORRENT", description = "A .torrent file.")
  private Path torrent = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATH",
      defaultValue = ".",
      description =
          "The folder it was downloaded to, or the data itself (default: current folder).")
  private Path path = Path.of("");

  VerifyCommand(PanalCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() throws InterruptedException {
    return new VerifyRun(
            root.output(),
            TorrentFiles.readForData(root.console().resolve(torrent), root.console().resolve(path)),
            root.console().resolve(path))
        .run()
        .number();
  }
}
