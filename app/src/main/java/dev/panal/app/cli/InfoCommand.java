package dev.panal.app.cli;

import dev.panal.app.console.Output;
import dev.panal.app.info.MagnetPage;
import dev.panal.app.info.TorrentPage;
import dev.panal.app.source.Source;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `panal info`.
@Command(name = "info", description = "Show what a .torrent or a magnet link says.")
final class InfoCommand implements Callable<Integer> {
  private final PanalCommand root;

  @Parameters(
      paramLabel = "SOURCE",
      description = "A .torrent file, its http(s) address, or a magnet link.")
  private String source = "";

  InfoCommand(PanalCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    Output output = root.output();
    switch (Source.open(source, root.console()::resolve)) {
      case Source.Torrent torrent -> {
        output.emit(TorrentPage.json(torrent.metainfo()));
        if (!output.json()) {
          TorrentPage.lines(torrent.metainfo()).forEach(output::result);
        }
      }
      case Source.Link link -> {
        output.emit(MagnetPage.json(link.magnet()));
        MagnetPage.lines(link.magnet()).forEach(output::result);
      }
    }
    return 0;
  }
}
