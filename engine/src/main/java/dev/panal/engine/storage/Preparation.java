package dev.panal.engine.storage;

import dev.panal.io.Completion;
import dev.panal.io.Disk;
import dev.panal.io.Disk.Allocation;
import dev.panal.io.Disk.FileStatus;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Makes the files of a torrent. Used once.
///
/// Wanted files get their full length, so that a full disk shows early where room is really taken.
/// An unwanted file that shares a piece with a wanted one is only made, and grows as far as it is
/// written: a write does not make files. The rest is not touched.
final class Preparation {
  /// Making a file is a matter of the file system's journal; more at a time do not make it faster.
  private static final int FILES_AT_ONCE = 16;

  /// Hears of each file that was made or looked at.
  interface Prepared {
    void prepared(int file, FileStatus status);
  }

  private final Disk disk;
  private final FileLayout layout;
  private final Allocation allocation;
  private final BitSet unwanted;
  private final Prepared prepared;
  private final Completion<Integer> completion;
  private final Sweep sweep;
  private @Nullable Failure failure;
  private int made;

  /// @param files those that may be needed; what is unneeded of them is left alone
  /// @param completion brings the number of files, or the first failure
  Preparation(
      Disk disk,
      FileLayout layout,
      Allocation allocation,
      BitSet files,
      BitSet unwanted,
      Prepared prepared,
      Completion<Integer> completion) {
    this.disk = disk;
    this.layout = layout;
    this.allocation = allocation;
    this.unwanted = (BitSet) unwanted.clone();
    this.prepared = prepared;
    this.completion = completion;
    this.sweep = new Sweep(needed(files), FILES_AT_ONCE, this::prepare, this::finish);
  }

  /// The completion may come in this call, if nothing is needed.
  void start() {
    sweep.start();
  }

  /// Completes as soon as what had begun has returned.
  void cancel() {
    sweep.cancel();
  }

  private BitSet needed(BitSet files) {
    BitSet wantedPieces = layout.wantedPieces(unwanted);
    BitSet needed = new BitSet();
    for (int file = files.nextSetBit(0); file >= 0; file = files.nextSetBit(file + 1)) {
      int nextWanted = wantedPieces.nextSetBit(layout.firstPiece(file));
      boolean shares = nextWanted >= 0 && nextWanted < layout.endPiece(file);
      needed.set(file, layout.stored(file) && (!unwanted.get(file) || shares));
    }
    return needed;
  }

  /// What only has to be there is looked at first: a complete torrent on a read-only disk needs
  /// nothing made.
  private void prepare(int file, Runnable done) {
    boolean whole = !unwanted.get(file);
    long length = whole ? layout.file(file).length() : 0;
    Allocation how = whole ? allocation : Allocation.SPARSE;
    if (length > 0) {
      disk.prepare(layout.diskFile(file), length, how, result -> made(file, result, done));
      return;
    }
    disk.status(
        layout.diskFile(file),
        result -> {
          if (result instanceof Result.Done<FileStatus>(FileStatus status) && !status.exists()) {
            disk.prepare(layout.diskFile(file), 0, how, outcome -> made(file, outcome, done));
          } else {
            made(file, result, done);
          }
        });
  }

  private void made(int file, Result<FileStatus> result, Runnable done) {
    switch (result) {
      case Result.Done<FileStatus>(FileStatus status) -> {
        made++;
        prepared.prepared(file, status);
      }
      case Result.Failed<FileStatus>(Failure reason) -> {
        if (failure == null) {
          failure = reason;
        }
        sweep.cancel();
      }
    }
    done.run();
  }

  private void finish() {
    completion.accept(failure == null ? Result.done(made) : new Result.Failed<>(failure));
  }
}
