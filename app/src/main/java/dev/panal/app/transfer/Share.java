package dev.panal.app.transfer;

import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Json;
import dev.panal.app.console.Output;
import dev.panal.app.create.CreateOptions;
import dev.panal.app.create.CreateRun;
import dev.panal.app.create.MadeTorrent;
import dev.panal.app.publish.PagePublisher;
import dev.panal.app.transfer.Transfer.Goal;
import dev.panal.wire.magnet.Magnet;
import dev.panal.wire.metainfo.Metainfo;
import java.util.Optional;

/// The verb `share`: makes a torrent and seeds it at once, without hashing it all again.
public final class Share {
  private final Output output;
  private final CreateOptions create;
  private final TransferOptions transfer;
  private final Optional<PagePublisher> page;

  /// @param transfer its folder is the one that what is shared lies in
  /// @param page where to publish it
  public Share(
      Output output, CreateOptions create, TransferOptions transfer, Optional<PagePublisher> page) {
    this.output = output;
    this.create = create;
    this.transfer = transfer;
    this.page = page;
  }

  public ExitCode run() throws InterruptedException {
    MadeTorrent made = new CreateRun(output, create).run(this::published);
    if (!output.json()) {
      QrText.lines(Magnet.of(made.metainfo()).uri()).forEach(output::message);
    }
    return new Transfer(
            output,
            transfer,
            made.metainfo(),
            Goal.SEED,
            Optional.of(CompleteData.of(made, transfer.folder())))
        .run();
  }

  /// The torrent with the addresses of the page's tracker in front.
  private Metainfo published(Metainfo made) throws InterruptedException {
    if (page.isEmpty()) {
      return made;
    }
    PagePublisher.Published published = page.get().publish(made);
    output.emit(
        Json.event("published")
            .put("info_hash", made.info().infoHash().hex())
            .put("url", published.url())
            .put("existing", published.existing())
            .put("announce", published.announceUrls()));
    output.message((published.existing() ? "is published: " : "published: ") + published.url());
    return made.withFirstTier(published.announceUrls());
  }
}
