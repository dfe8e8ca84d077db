package dev.panal.engine.storage;

import dev.panal.engine.ResumeData;
import dev.panal.io.Completion;
import dev.panal.io.Disk;
import dev.panal.io.Disk.FileStatus;
import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Finds out which pieces are on the disk. Used once.
///
/// First every file is asked for its length and time. A piece of which a file is absent or too
/// short is not there, and nothing is read for it. Of the others those are hashed that are in
/// doubt: all of them, or, if resume data may be trusted, those that lie in a file whose length or
/// time is not what the resume data says, **whether they were recorded or not**: a piece that was
/// verified just before the process was killed is in no record, but it is on the disk.
///
/// Pieces are hashed in the order in which they lie on the disk, so that it reads forward, and
/// enough of them at a time that a hasher which takes many at once is kept busy.
final class Checker {
  /// Files asked at a time: a local disk answers from memory, a network file system wants some
  /// under way.
  private static final int STATUSES_AT_ONCE = 64;

  /// Twice the lanes of the widest hasher and some to spare for several threads.
  private static final int PIECES_AT_ONCE = 64;

  /// With large pieces fewer at a time are enough, and reading in too many places at once makes a
  /// disk seek.
  private static final long BYTES_AT_ONCE = 64L << 20;

  /// @param report for the torrent
  /// @param statuses of each file, taken before anything was hashed; null for those that are not
  ///   stored
  /// @param doubtful the files that were not trusted
  record Findings(CheckReport report, @Nullable FileStatus[] statuses, BitSet doubtful) {}

  private final Disk disk;
  private final FileLayout layout;
  private final IntFunction<byte[]> hashes;
  private final CheckScope scope;
  private final Optional<ResumeData> resume;
  private final CheckProgress progress;
  private final Completion<Findings> completion;

  private final @Nullable FileStatus[] statuses;
  private final @Nullable Failure[] failures;
  private final BitSet doubtful = new BitSet();
  private final BitSet have = new BitSet();
  private BitSet toHash = new BitSet();
  private @Nullable Sweep sweep;
  private int hashed;
  private long checkedBytes;
  private long totalBytes;
  private boolean cancelled;

  /// @param hashes the SHA-1 of each piece
  /// @param resume only if it is for these files in this folder
  Checker(
      Disk disk,
      FileLayout layout,
      IntFunction<byte[]> hashes,
      CheckScope scope,
      Optional<ResumeData> resume,
      CheckProgress progress,
      Completion<Findings> completion) {
    this.disk = disk;
    this.layout = layout;
    this.hashes = hashes;
    this.scope = scope;
    this.resume = resume;
    this.progress = progress;
    this.completion = completion;
    this.statuses = new FileStatus[layout.fileCount()];
    this.failures = new Failure[layout.fileCount()];
  }

  /// The completion may come in this call, if there is nothing to be asked or hashed.
  void start() {
    BitSet files = new BitSet(layout.fileCount());
    for (int file = 0; file < layout.fileCount(); file++) {
      files.set(file, layout.stored(file));
    }
    sweep = new Sweep(files, STATUSES_AT_ONCE, this::ask, this::asked);
    sweep.start();
  }

  /// The completion fails with [Failure.Reason#CANCELLED] once what had begun has returned.
  void cancel() {
    cancelled = true;
    if (sweep != null) {
      sweep.cancel();
    }
  }

  private void ask(int file, Runnable done) {
    disk.status(
        layout.diskFile(file),
        result -> {
          switch (result) {
            case Result.Done<FileStatus>(FileStatus status) -> statuses[file] = status;
            case Result.Failed<FileStatus>(Failure failure) -> {
              statuses[file] = new FileStatus(false, 0, 0);
              failures[file] = failure;
            }
          }
          done.run();
        });
  }

  private void asked() {
    if (cancelled) {
      finish();
      return;
    }
    sortPieces();
    int atOnce = (int) Math.max(1, BYTES_AT_ONCE / Math.max(1, layout.pieceLength()));
    sweep = new Sweep(toHash, Math.min(PIECES_AT_ONCE, atOnce), this::hash, this::finish);
    sweep.start();
  }

  /// Which pieces are trusted, which are hashed.
  private void sortPieces() {
    if (resume.isPresent() && scope == CheckScope.DOUBTFUL) {
      have.or(resume.get().have());
    } else {
      toHash.set(0, layout.pieceCount());
      doubtful.set(0, layout.fileCount());
    }
    BitSet absent = new BitSet();
    for (int file = 0; file < layout.fileCount(); file++) {
      FileStatus status = statuses[file];
      if (status == null) {
        continue;
      }
      if (failures[file] != null || !trusted(file, status)) {
        doubtful.set(file);
        toHash.set(layout.firstPiece(file), layout.endPiece(file));
      }
      long there = status.exists() ? status.length() : 0;
      if (there < layout.file(file).length()) {
        absent.set(layout.pieceAt(file, there), layout.endPiece(file));
      }
    }
    toHash.andNot(absent);
    have.andNot(absent);
    have.andNot(toHash);
    totalBytes = layout.bytes(toHash);
  }

  private boolean trusted(int file, FileStatus status) {
    return scope == CheckScope.DOUBTFUL
        && resume.isPresent()
        && resume.get().stamps().matches(file, status);
  }

  private void hash(int piece, Runnable done) {
    disk.hash(
        HashAlgorithm.SHA1,
        layout.spans(piece),
        result -> {
          switch (result) {
            case Result.Done<byte[]>(byte[] digest) ->
                have.set(piece, Arrays.equals(digest, hashes.apply(piece)));
            case Result.Failed<byte[]>(Failure failure) -> blame(piece, failure);
          }
          hashed++;
          checkedBytes += layout.geometry().length(piece);
          if (!cancelled) {
            progress.checked(checkedBytes, totalBytes);
          }
          done.run();
        });
  }

  /// The failure names a file by its path; a piece may lie in several.
  private void blame(int piece, Failure failure) {
    int last = layout.lastFile(piece);
    for (int file = layout.firstFile(piece); file <= last; file++) {
      if (layout.stored(file)
          && failures[file] == null
          && layout.diskFile(file).path().toString().equals(failure.subject())) {
        failures[file] = failure;
        return;
      }
    }
    int first = layout.firstFile(piece);
    if (layout.stored(first) && failures[first] == null) {
      failures[first] = failure;
    }
  }

  private void finish() {
    sweep = null;
    if (cancelled) {
      completion.accept(
          Result.failed(Failure.Reason.CANCELLED, layout.folder().toString(), "check cancelled"));
      return;
    }
    List<CheckReport.FileReport> files = new ArrayList<>(layout.fileCount());
    for (int file = 0; file < layout.fileCount(); file++) {
      files.add(report(file));
    }
    completion.accept(
        Result.done(new Findings(new CheckReport(have, hashed, files), statuses, doubtful)));
  }

  private CheckReport.FileReport report(int file) {
    int from = layout.firstPiece(file);
    int to = layout.endPiece(file);
    int good = 0;
    for (int piece = have.nextSetBit(from);
        piece >= 0 && piece < to;
        piece = have.nextSetBit(piece + 1)) {
      good++;
    }
    FileStatus status = statuses[file];
    return new CheckReport.FileReport(
        status == null ? new FileStatus(false, 0, 0) : status,
        to - from,
        good,
        Optional.ofNullable(failures[file]));
  }
}
