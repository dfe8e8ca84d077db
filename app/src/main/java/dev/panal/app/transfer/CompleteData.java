package dev.panal.app.transfer;

import dev.panal.app.create.MadeTorrent;
import dev.panal.engine.FileStamps;
import dev.panal.engine.ResumeData;
import dev.panal.wire.metainfo.Info;
import java.nio.file.Path;
import java.util.BitSet;

/// What is known of a torrent that was just made: that all of it is there.
final class CompleteData {
  private CompleteData() {}

  /// @param folder that what it was made of lies in
  static ResumeData of(MadeTorrent made, Path folder) {
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
        folder,
        info.pieceCount(),
        have,
        stamps.stamps(),
        new BitSet(),
        ResumeData.Totals.NONE,
        now,
        now);
  }
}
