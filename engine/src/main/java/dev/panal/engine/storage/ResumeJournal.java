package dev.panal.engine.storage;

import dev.panal.engine.FileStamps;
import dev.panal.engine.ResumeData;
import dev.panal.engine.ResumeData.Totals;
import dev.panal.io.Disk;
import dev.panal.io.Disk.FileStatus;
import dev.panal.io.EventLoop;
import dev.panal.io.EventLoop.Timer;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is known of a torrent's files, kept so that it survives a `kill -9` at any moment: without
/// losing a piece that was reported as verified, and without trusting one that is not.
///
/// **What is recorded.** The verified pieces, and for each file a stamp: its length and time of
/// modification. A piece enters the record only after it was hashed and all its writes have
/// returned, and records are saved in batches ([JournalWriter]). The bits alone say nothing, since
/// between a save and the death of the process pieces come and files are edited. It is the stamp
/// that vouches: *at the moment of this length and time, the record was the whole truth about the
/// file*: what is recorded is there, and **what is not recorded is not there**.
///
/// **At the start** a file that still matches its stamp is trusted in both ways and not read. In
/// any other file every piece is hashed, recorded or not ([Checker]): one that was verified a
/// moment before the kill is found again, one that somebody overwrote is found out. Without resume
/// data every file is in doubt. So a wrong or missing stamp costs a hash and nothing else; only a
/// stamp that matches wrongly would do harm, and the rest of these rules is there to prevent it.
///
/// **While a file is being written it has no stamp.** Times of modification are coarse (some
/// milliseconds on ext4, two seconds on FAT), so a write just after the stamp was taken may leave
/// the same length and time: its piece would be lost without a trace. Therefore, before the first
/// write, the stamps of all files that are not complete are taken from the record, and the writes
/// wait until that is saved ([WriteGate]); blocks gather in memory meanwhile. If it cannot be saved
/// the writes begin nevertheless, with a warning: all that is left to chance then is that coarse
/// clock. A complete file is never written to again, so it gets its stamp as soon as its last piece
/// is verified, in the midst of the download. The others get theirs when the storage is closed in
/// order, after the last write has returned. After a `kill -9` the files that were incomplete are
/// therefore hashed, and complete ones are not.
///
/// **Power cuts.** A write that has returned is safe from the death of the process, not from that
/// of the machine: a file may come back with its length and time, and zeros in place of the data.
/// So a file that was written to is synced before it is stamped, and so is one in which a check has
/// found pieces (who knows when they were written). What is promised: after a power cut nothing is
/// trusted that is not there, and what was stamped is there. What was written since, the file
/// system may or may not have kept; the check finds out. A torrent is to be called complete only
/// after [Storage#settle], which syncs, stamps and saves everything.
///
/// If syncing fails the file stays without a stamp until it has been checked, with one exception:
/// if we may not write to it (a seed on a read-only disk), then we have not.
///
/// **Editing while we run** is noticed if the file becomes too short or unreadable for a peer's
/// request; such a file gets no stamp until it has been checked. Bytes exchanged within the file
/// under our eyes are not noticed before the next check of everything.
final class ResumeJournal implements JournalWriter.Entry, WriteGate {
  /// Files that become complete within this time are synced and stamped together.
  private static final Duration SYNC_DELAY = Duration.ofSeconds(1);

  /// A disk orders what it gets at once; many more would only delay the reads of others.
  private static final int SYNCS_AT_ONCE = 8;

  private static final int STAMP_BYTES = 20;

  /// What is kept besides bits and stamps.
  ///
  /// @param addedMillis when the torrent came into this session or an earlier one
  record Identity(InfoHash infoHash, long addedMillis, Supplier<Totals> totals) {}

  private final EventLoop loop;
  private final Disk disk;
  private final FileLayout layout;
  private final JournalWriter writer;
  private final Identity identity;
  private final Consumer<Failure> warnings;

  /// Owned by [Storage], read here.
  private final PieceMap pieces;

  private final FileStamps.Editor stamps;

  /// The files as the last check and preparation saw them.
  private @Nullable FileStatus[] baseline;

  /// Files written to since the last check: the baseline no longer holds.
  private final BitSet written = new BitSet();

  /// Files with data that may be in the page cache only.
  private final BitSet unsynced = new BitSet();

  /// Files of which a read or a sync failed: no stamp until they are checked.
  private final BitSet suspect = new BitSet();

  private final BitSet toStamp = new BitSet();

  /// Whether writes may go on; incomplete files get no stamp then.
  private boolean writing;

  private boolean checked;
  private boolean begun;
  private @Nullable Sweep sweep;
  private @Nullable Timer syncDue;
  private final ArrayDeque<Runnable> afterSweep = new ArrayDeque<>();

  /// The first since the last check. It stays: a system tells of lost writes once, and a second
  /// sync that works says nothing about them.
  private Optional<Failure> syncFailure = Optional.empty();

  private long completedMillis;
  private Totals savedTotals = Totals.NONE;

  ResumeJournal(
      EventLoop loop,
      Disk disk,
      FileLayout layout,
      JournalWriter writer,
      Identity identity,
      PieceMap pieces,
      Optional<ResumeData> resume,
      Consumer<Failure> warnings) {
    this.loop = loop;
    this.disk = disk;
    this.layout = layout;
    this.writer = writer;
    this.identity = identity;
    this.pieces = pieces;
    this.warnings = warnings;
    this.stamps =
        resume.map(ResumeData::stamps).orElseGet(() -> FileStamps.none(layout.fileCount())).edit();
    this.completedMillis = resume.map(ResumeData::completedMillis).orElse(0L);
    this.baseline = new FileStatus[layout.fileCount()];
  }

  // --- what has happened ---

  /// A check is over, and [PieceMap] says what it found. No write has happened since it began.
  void checked(Checker.Findings findings) {
    checked = true;
    writing = false;
    baseline = findings.statuses();
    written.clear();
    suspect.clear();
    syncFailure = Optional.empty();
    toStamp.clear();
    for (int file = 0; file < layout.fileCount(); file++) {
      FileStatus status = baseline[file];
      CheckReport.FileReport report = findings.report().files().get(file);
      if (status == null || report.failure().isPresent()) {
        stamps.clear(file);
      } else if (!findings.doubtful().get(file) || report.goodPieces() == 0) {
        stamps.stamp(file, status);
      } else {
        stamps.clear(file);
        unsynced.set(file);
        toStamp.set(file);
      }
    }
    if (!pieces.complete()) {
      completedMillis = 0;
    }
    changed();
  }

  /// A file was made, or made longer.
  void prepared(int file, FileStatus status) {
    baseline[file] = status;
    if (stamps.stamped(file)) {
      stamps.stamp(file, status);
    }
  }

  /// The files are prepared: from now on there is something worth saving.
  void begin() {
    if (!begun) {
      begun = true;
      writer.add(this);
    }
    changed();
  }

  /// Before the first write after [#begin()].
  @Override
  public void open(Runnable proceed) {
    writing = true;
    for (int file = 0; file < layout.fileCount(); file++) {
      if (layout.stored(file) && !pieces.complete(file)) {
        stamps.clear(file);
        toStamp.clear(file);
      }
    }
    writer.save(this, failure -> proceed.run());
  }

  /// A write of blocks of this piece begins.
  void writing(int piece) {
    written.set(layout.firstFile(piece), layout.lastFile(piece) + 1);
  }

  /// A write of blocks of this piece has returned. A sync that began before may have missed it.
  void written(int piece) {
    unsynced.set(layout.firstFile(piece), layout.lastFile(piece) + 1);
  }

  /// [PieceMap] has the piece.
  void verified(int piece) {
    int last = layout.lastFile(piece);
    for (int file = layout.firstFile(piece); file <= last; file++) {
      if (layout.stored(file) && pieces.complete(file)) {
        toStamp.set(file);
      }
    }
    changed();
  }

  /// The piece could not be read.
  void suspect(int piece) {
    for (int file = layout.firstFile(piece); file <= layout.lastFile(piece); file++) {
      suspect.set(file);
      stamps.clear(file);
    }
    changed();
  }

  /// Something to be saved has changed.
  void changed() {
    if (pieces.complete() && completedMillis == 0) {
      completedMillis = loop.epochMillis();
    }
    if (begun) {
      writer.dirty(this);
      scheduleSync();
    }
  }

  /// Syncs and stamps what can be, and saves.
  ///
  /// @param done hears in a later turn what could not be synced. That something could not be saved
  ///   is a warning and no failure: the data is safe, the next start has to look for it
  void settle(Consumer<Optional<Failure>> done) {
    if (!begun) {
      loop.execute(() -> done.accept(Optional.empty()));
      return;
    }
    afterSweep.add(() -> {
      for (int file = 0; file < layout.fileCount(); file++) {
        if (layout.stored(file) && !stamps.stamped(file)) {
          toStamp.set(file);
        }
      }
      startSweep(() -> save(done));
    });
    if (sweep == null) {
      afterSweep.remove().run();
    }
  }

  private void save(Consumer<Optional<Failure>> done) {
    writer.save(this, warned -> done.accept(syncFailure));
  }

  /// The last call: as [#settle], and nothing is saved later.
  ///
  /// @param quiescent whether all writes have returned and no check was cut short: what is not
  ///   complete can then be stamped too
  void close(boolean quiescent, Consumer<Optional<Failure>> done) {
    if (quiescent && checked) {
      writing = false;
    }
    settle(failure -> {
      if (syncDue != null) {
        syncDue.cancel();
      }
      writer.remove(this);
      done.accept(failure);
    });
  }

  // --- while nobody wants anything ---

  /// Whether all that there is to say is saved, and stays true while nothing is written.
  boolean atRest() {
    return begun
        && sweep == null
        && syncDue == null
        && toStamp.isEmpty()
        && unsynced.isEmpty()
        && suspect.isEmpty()
        && syncFailure.isEmpty()
        && writer.saved(this);
  }

  /// The last call, at rest.
  ///
  /// @return what another journal goes on from, see [#wake()]
  ResumeData park() {
    writer.remove(this);
    return snapshot();
  }

  /// In place of a check and of [#begin()], where nothing was written since the resume data was
  /// made: what is known of the files is what the stamps say.
  void wake() {
    checked = true;
    begun = true;
    FileStamps known = stamps.stamps();
    for (int file = 0; file < layout.fileCount(); file++) {
      baseline[file] = known.status(file);
    }
    savedTotals = identity.totals.get();
    writer.add(this);
  }

  // --- syncing and stamping ---

  private void scheduleSync() {
    if (syncDue == null && sweep == null && !toStamp.isEmpty()) {
      syncDue = loop.schedule(SYNC_DELAY, () -> startSweep(() -> {}));
    }
  }

  private void startSweep(Runnable then) {
    if (syncDue != null) {
      syncDue.cancel();
      syncDue = null;
    }
    Sweep started =
        new Sweep(
            toStamp,
            SYNCS_AT_ONCE,
            this::syncAndStamp,
            () -> {
              sweep = null;
              then.run();
              swept();
            });
    toStamp.clear();
    sweep = started;
    started.start();
  }

  private void swept() {
    Runnable next = afterSweep.poll();
    if (next != null) {
      next.run();
    } else {
      changed();
    }
  }

  private void syncAndStamp(int file, Runnable done) {
    boolean unsafe = unsynced.get(file) && layout.file(file).length() > 0;
    unsynced.clear(file);
    if (unsafe) {
      disk.sync(List.of(layout.diskFile(file)), result -> synced(file, result, done));
    } else {
      stamp(file, done);
    }
  }

  private void synced(int file, Result<Integer> result, Runnable done) {
    switch (result) {
      case Result.Done<Integer> _ -> stamp(file, done);
      case Result.Failed<Integer>(Failure failure) -> {
        if (failure.reason() == Failure.Reason.DENIED && !written.get(file)) {
          stamp(file, done);
          return;
        }
        suspect.set(file);
        if (syncFailure.isEmpty()) {
          syncFailure = Optional.of(failure);
          warnings.accept(failure);
        }
        done.run();
      }
    }
  }

  private void stamp(int file, Runnable done) {
    if (!mayStamp(file)) {
      done.run();
      return;
    }
    FileStatus known = baseline[file];
    if (known != null && !written.get(file)) {
      stampAs(file, known);
      done.run();
      return;
    }
    disk.status(
        layout.diskFile(file),
        result -> {
          if (result instanceof Result.Done<FileStatus>(FileStatus status)) {
            stampAs(file, status);
          }
          done.run();
        });
  }

  private void stampAs(int file, FileStatus status) {
    if (mayStamp(file) && !unsynced.get(file)) {
      stamps.stamp(file, status);
    }
  }

  /// Checked again after each wait: writes may have begun, or a check.
  private boolean mayStamp(int file) {
    return !suspect.get(file) && (!writing || pieces.complete(file));
  }

  // --- what is saved ---

  @Override
  public ResumeData snapshot() {
    savedTotals = identity.totals.get();
    return new ResumeData(
        identity.infoHash,
        layout.folder(),
        layout.pieceCount(),
        pieces.have(),
        stamps.stamps(),
        pieces.unwanted(),
        savedTotals,
        identity.addedMillis,
        completedMillis);
  }

  @Override
  public long weight() {
    return layout.pieceCount() / 8 + (long) STAMP_BYTES * layout.fileCount();
  }

  @Override
  public boolean totalsChanged() {
    return !identity.totals.get().equals(savedTotals);
  }
}
