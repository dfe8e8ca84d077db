package dev.panal.app.cli;

import dev.panal.app.console.Console;
import dev.panal.app.source.TorrentFiles;
import dev.panal.app.transfer.SeedCheck;
import dev.panal.app.transfer.Transfer;
import dev.panal.app.transfer.Transfer.Goal;
import dev.panal.app.transfer.TransferOptions;
import dev.panal.wire.metainfo.Metainfo;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `panal seed`.
@Command(name = "seed", description = "Seed a torrent whose data is here, until stopped.")
final class SeedCommand implements Callable<Integer> {
  private final PanalCommand root;

  @Parameters(paramLabel = "TORRENT", description = "A .torrent file.")
  private Path torrent = Path.of("");

  @Option(
      names = {"-d", "--dir"},
      paramLabel = "DIR",
      defaultValue = ".",
      description =
          "The folder that the torrent's file or folder is in (default: the current one).")
  private Path folder = Path.of("");

  @Mixin private TransferArguments transfer = new TransferArguments();

  SeedCommand(PanalCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() throws InterruptedException {
    Console console = root.console();
    TransferOptions options = transfer.read(console, folder);
    root.startLog();
    Metainfo metainfo = TorrentFiles.readForData(console.resolve(torrent), options.folder());
    SeedCheck.files(metainfo.info(), options.folder());
    return new Transfer(root.output(), options, metainfo, Goal.SEED).run().number();
  }
}
