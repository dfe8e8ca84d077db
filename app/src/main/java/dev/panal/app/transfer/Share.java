package dev.panal.app.transfer;

import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Output;
import dev.panal.app.create.CreateOptions;
import dev.panal.app.create.CreateRun;
import dev.panal.app.create.MadeTorrent;
import dev.panal.app.transfer.Transfer.Goal;
import dev.panal.engine.FileStamps;
import dev.panal.engine.ResumeData;
import dev.panal.wire.magnet.Magnet;
import dev.panal.wire.metainfo.Info;
import java.util.BitSet;
import java.util.Optional;

/// The verb `share`: makes a torrent and seeds it at once, without hashing it all again.
public final class Share {
  private final Output output;
  private final CreateOptions create;
  private final TransferOptions transfer;

  /// @param transfer its folder is the one that what is shared lies in
  public Share(Output output, CreateOptions create, TransferOptions transfer) {
    this.output = output;
    this.create = create;
    this.transfer = transfer;
  }

  public ExitCode run() throws InterruptedException {
    MadeTorrent made = new CreateRun(output, create).run();
    if (!output.json()) {
      QrText.lines(Magnet.of(made.metainfo()).uri()).forEach(output::message);
    }
    return new Transfer(output, transfer, made.metainfo(), Goal.SEED, Optional.of(complete(made)))
        .run();
  }

  private ResumeData complete(MadeTorrent made) {
    Info info = made.metainfo().info();
    int files = info.files().size();
    FileStamps.Editor stamps = FileStamps.none(files).edit();
    for (int file = 0; file < files; file++) {
      stamps.stamp(file, made.statuses().get(file));
    }
    BitSet have = new BitSet();
    have.set(0, info.pieceCount());
    long now = System.currentTimeMillis();
    return new ResumeData(
        info.infoHash(),
        transfer.folder(),
        info.pieceCount(),
        have,
        stamps.stamps(),
        new BitSet(),
        ResumeData.Totals.NONE,
        now,
        now);
  }
}
