package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.Console;
import dev.panal.app.console.ExitCode;
import dev.panal.app.source.Source;
import dev.panal.app.transfer.Transfer;
import dev.panal.app.transfer.Transfer.Goal;
import dev.panal.app.transfer.TransferOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `panal get`.
@Command(name = "get", description = "Download a torrent; run again, it goes on where it was.")
final class GetCommand implements Callable<Integer> {
  private final PanalCommand root;

  @Parameters(paramLabel = "SOURCE", description = "A .torrent file or its http(s) address.")
  private String source = "";

  @Option(
      names = {"-d", "--dir"},
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Download folder (default: the current one).")
  private Path folder = Path.of("");

  @Option(
      names = "--seed",
      fallbackValue = "true",
      description = "Go on seeding when the download is complete.")
  private boolean seed;

  @Mixin private TransferArguments transfer = new TransferArguments();

  GetCommand(PanalCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() throws InterruptedException {
    Console console = root.console();
    TransferOptions options = transfer.read(console, folder);
    root.startLog();
    return switch (Source.open(source, console::resolve)) {
      case Source.Torrent torrent ->
          new Transfer(
                  root.output(),
                  options,
                  torrent.metainfo(),
                  seed ? Goal.DOWNLOAD_AND_SEED : Goal.DOWNLOAD)
              .run()
              .number();
      case Source.Link link ->
          throw new CommandFailure(
              ExitCode.FAILED,
              "magnet link of "
                  + link.magnet().infoHash()
                  + ": this version cannot fetch the metainfo from peers yet; use the .torrent file");
    };
  }
}
