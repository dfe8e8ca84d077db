package dev.panal.engine.storage;

import dev.panal.engine.ResumeData;
import dev.panal.engine.ResumeData.Totals;
import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The bytes of one torrent.
///
/// The way through its life: [#check] finds what is there, [#prepare] makes the files, from then on
/// blocks are accepted; [#close] ends it. Each of the three is awaited before the next, only
/// [#close] may come at any time. A check may be repeated, and is followed by [#prepare] again.
///
/// This class keeps the order of things and holds no algorithm: blocks on their way in are
/// [Incoming]'s, bytes on their way out [ReadCache]'s, what is remembered [ResumeJournal]'s.
public final class Storage {
  /// Where this storage is in its life. Every change of phase is followed by [#advance()] in a
  /// later turn.
  private sealed interface Phase {
    /// Nothing is known of what is there.
    record Unchecked() implements Phase {}

    /// Blocks that are on their way come to an end before the check begins.
    record Draining(CheckScope scope, CheckProgress progress, Completion<CheckReport> completion)
        implements Phase {}

    record Checking(Checker checker, Completion<CheckReport> completion) implements Phase {}

    record Checked() implements Phase {}

    /// @param fallback the phase after a failure
    /// @param begun null while blocks of earlier are still on their way
    record Preparing(Phase fallback, Completion<Storage> completion, @Nullable Preparation begun)
        implements Phase {}

    record Open() implements Phase {}

    record Suspended() implements Phase {}

    /// @param settled whether the incomplete files too are what the journal says
    record Closing(boolean settled, Completion<Storage> completion) implements Phase {}

    /// All has returned, what is left to do is being done.
    record Finishing(Completion<Storage> completion) implements Phase {}

    record Closed() implements Phase {}
  }

  private final StorageRoom room;
  private final EventLoop loop;
  private final StorageRoom.Content content;
  private final FileLayout layout;
  private final StorageListener listener;
  private final PieceMap pieces;
  private final ResumeJournal journal;
  private final Incoming incoming;
  private final ReadCache.Reader reader;
  private Optional<ResumeData> resume;
  private Phase phase = new Phase.Unchecked();

  /// The pieces that broke off since the suspension.
  private final List<Integer> lost = new ArrayList<>();

  /// Checks and preparations that have begun and not returned.
  private int underWay;

  Storage(
      StorageRoom room,
      StorageRoom.Content content,
      BitSet unwanted,
      Optional<ResumeData> resume,
      Supplier<Totals> totals,
      StorageListener listener) {
    this.room = room;
    this.loop = room.ports().loop();
    this.content = content;
    this.layout = content.layout();
    this.resume = resume;
    this.listener = listener;
    this.pieces = new PieceMap(layout, unwanted);
    long added = resume.map(ResumeData::addedMillis).orElseGet(loop::epochMillis);
    this.journal =
        new ResumeJournal(
            loop,
            room.disk(),
            layout,
            room.writer(),
            new ResumeJournal.Identity(content.infoHash(), added, totals),
            pieces,
            resume,
            room.warnings());
    this.incoming =
        new Incoming(room.disk(), room.budget(), layout, content.hashes(), journal, new Arrivals());
    this.reader = room.cache().reader(layout, this::readFailed, this::advance);
  }

  public FileLayout layout() {
    return layout;
  }

  /// Whether the piece is verified and written.
  public boolean has(int piece) {
    return pieces.has(piece);
  }

  /// The pieces that are verified and written: a copy.
  public BitSet have() {
    return pieces.have();
  }

  /// The pieces that the wanted files lie in: a copy.
  public BitSet wanted() {
    return pieces.wanted();
  }

  /// Whether all wanted pieces are verified and written.
  public boolean complete() {
    return pieces.complete();
  }

  /// Bytes of the wanted pieces; a piece that is wanted for a part of it counts whole.
  public long wantedBytes() {
    return pieces.wantedBytes();
  }

  /// How many of [#wantedBytes()] are verified and written.
  public long verifiedBytes() {
    return pieces.verifiedBytes();
  }

  /// Finds out which pieces are there. Blocks that were accepted and are not verified yet are
  /// dropped without a word, and none are accepted until [#prepare]; reads fail until the check is
  /// over. Nothing is changed on the disk.
  ///
  /// A file that is absent or cannot be read is no failure: the report says it. Fails with
  /// [Failure.Reason#CANCELLED] after [#cancelCheck()] or [#close].
  ///
  /// @throws IllegalStateException while another check or preparation is under way
  public void check(CheckScope scope, CheckProgress progress, Completion<CheckReport> completion) {
    if (ending()) {
      refuse(completion);
      return;
    }
    requireResting();
    incoming.stop();
    reader.forget();
    become(new Phase.Draining(scope, progress, completion));
  }

  /// Ends a check early. Without effect if there is none.
  public void cancelCheck() {
    if (phase instanceof Phase.Draining draining) {
      become(new Phase.Unchecked());
      refuse(draining.completion);
    } else if (phase instanceof Phase.Checking checking) {
      checking.checker.cancel();
    }
  }

  /// Makes the files that are needed, with their folders, and opens the torrent for blocks. If all
  /// is complete nothing is made but missing empty files. After a failure (disk full, not
  /// permitted) it may be tried again.
  ///
  /// @throws IllegalStateException unless a check has just been completed
  public void prepare(Completion<Storage> completion) {
    if (ending()) {
      refuse(completion);
    } else if (phase instanceof Phase.Checked) {
      become(new Phase.Preparing(phase, completion, null));
    } else {
      throw new IllegalStateException("prepare follows a check, not " + phase);
    }
  }

  /// Takes a copy of a block. The outcome for the piece comes through [StorageListener].
  ///
  /// @param block its remaining bytes; they are consumed if they are taken
  /// @return false if the block was not taken: the piece or this block is already there, or not
  ///   wanted, or storage is suspended, checking or closed
  /// @throws IllegalArgumentException if this is not a block of the torrent
  public boolean accept(int piece, int begin, ByteBuffer block) {
    if (!layout.geometry().isBlock(piece, begin, block.remaining())) {
      throw new IllegalArgumentException("not a block: piece " + piece + " at " + begin);
    }
    return phase instanceof Phase.Open
        && !pieces.has(piece)
        && pieces.wants(piece)
        && incoming.accept(piece, begin, block);
  }

  /// Forgets the blocks of a piece that is not complete, and gives their memory back. Blocks of it
  /// are refused until those that are being written have returned.
  public void drop(int piece) {
    incoming.drop(piece);
  }

  /// Whether so much waits to be written that connections should pause reading.
  public boolean overloaded() {
    return room.budget().overloaded();
  }

  /// Runs `task` once, in a later turn, when [#overloaded()] has become false.
  public void onRelief(Runnable task) {
    room.budget().onRelief(task);
  }

  /// Reads a range of a verified piece for a peer; the outcome arrives in this call if it is in
  /// memory, else in a later turn. Fails with [Failure.Reason#NOT_FOUND] if the piece is not
  /// verified, and with [Failure.Reason#CANCELLED] during a check and when storage is closed.
  ///
  /// @throws IllegalArgumentException if the range is not inside of the piece, or longer than 1 MiB
  public void read(int piece, int begin, int length, BlockReceiver receiver) {
    if (!layout.geometry().isRange(piece, begin, length)
        || length > StorageLimits.LEAST_CACHE_BYTES) {
      throw new IllegalArgumentException(
          "not a range: piece " + piece + ", " + length + " bytes at " + begin);
    }
    if (!readable()) {
      receiver.failed(cancelled());
    } else if (!pieces.has(piece)) {
      receiver.failed(new Failure(Failure.Reason.NOT_FOUND, "piece " + piece, "not verified yet"));
    } else {
      reader.read(piece, begin, length, receiver);
    }
  }

  /// Changes which files are wanted, and makes those that are needed now. What is already there
  /// stays.
  ///
  /// @throws IllegalStateException while files are being prepared
  public void select(BitSet unwanted, Completion<Storage> completion) {
    if (ending()) {
      refuse(completion);
      return;
    }
    if (phase instanceof Phase.Preparing) {
      throw new IllegalStateException("files are being prepared");
    }
    pieces.select(unwanted);
    journal.changed();
    boolean open = phase instanceof Phase.Open || phase instanceof Phase.Suspended;
    if (open) {
      loop.execute(() -> startPreparation(result -> completion.accept(here(result))));
    } else {
      loop.execute(() -> completion.accept(Result.done(this)));
    }
  }

  /// After a suspension: waits for what is in flight, prepares the files again and takes blocks. If
  /// files may have been lost ([Failure.Reason#NOT_FOUND], [Failure.Reason#CHANGED]), check
  /// instead.
  ///
  /// @throws IllegalStateException unless suspended
  public void resume(Completion<Storage> completion) {
    if (ending()) {
      refuse(completion);
    } else if (phase instanceof Phase.Suspended) {
      become(new Phase.Preparing(phase, completion, null));
    } else {
      throw new IllegalStateException("not suspended");
    }
  }

  /// Completes when all that was verified before the call would survive a power cut and is
  /// journaled. To be awaited before a download is called complete. Fails if a file could not be
  /// synced, until it is checked again; that the journal could not be saved is only a warning of
  /// [StorageRoom].
  public void settle(Completion<Storage> completion) {
    if (ending()) {
      refuse(completion);
    } else {
      journal.settle(failure -> completion.accept(outcome(failure)));
    }
  }

  /// Ends this storage: drops partial pieces, waits for what is in flight, syncs, journals and
  /// closes the files. Ranges that receivers hold must be released for it to complete. It completes
  /// in any case, with the failure if something could not be synced; nothing is on loan then.
  ///
  /// @throws IllegalStateException if it was called before
  public void close(Completion<Storage> completion) {
    if (ending()) {
      throw new IllegalStateException("closed twice");
    }
    Phase last = phase;
    boolean settled =
        switch (last) {
          case Phase.Unchecked _, Phase.Draining _, Phase.Checking _ -> false;
          case Phase.Checked _, Phase.Preparing _, Phase.Open _, Phase.Suspended _ -> true;
          case Phase.Closing _, Phase.Finishing _, Phase.Closed _ -> false;
        };
    incoming.stop();
    reader.forget();
    become(new Phase.Closing(settled, completion));
    if (last instanceof Phase.Draining draining) {
      refuse(draining.completion);
    } else if (last instanceof Phase.Checking checking) {
      checking.checker.cancel();
    } else if (last instanceof Phase.Preparing preparing) {
      if (preparing.begun != null) {
        preparing.begun.cancel();
      } else {
        refuse(preparing.completion);
      }
    }
  }

  /// Ends this storage if all that is wanted is here and nothing goes on, so that it costs nothing
  /// while nobody asks for it. What is returned is enough for [StorageRoom#wake]; empty, and
  /// without effect, if something is under way or still to be saved.
  public Optional<ResumeData> park() {
    if (!(phase instanceof Phase.Open)
        || underWay > 0
        || !pieces.complete()
        || !incoming.idle()
        || !reader.quiet()
        || !journal.atRest()) {
      return Optional.empty();
    }
    phase = new Phase.Closed();
    incoming.stop();
    reader.forget();
    room.letGo(layout.diskFiles());
    return Optional.of(journal.park());
  }

  /// In place of a check and of [#prepare].
  void wake(BitSet have) {
    pieces.adopt(have);
    journal.wake();
    incoming.start();
    phase = new Phase.Open();
  }

  // --- from phase to phase ---

  private void become(Phase next) {
    phase = next;
    loop.execute(this::advance);
  }

  /// Goes on if what the phase waits for has happened. Harmless at any time.
  private void advance() {
    switch (phase) {
      case Phase.Draining draining when incoming.idle() && underWay == 0 -> startCheck(draining);
      case Phase.Preparing preparing
          when preparing.begun == null && incoming.idle() && underWay == 0 ->
          startPreparing(preparing);
      case Phase.Closing closing when incoming.idle() && reader.quiet() && underWay == 0 ->
          finish(closing);
      case Phase.Unchecked _,
          Phase.Draining _,
          Phase.Checking _,
          Phase.Checked _,
          Phase.Preparing _,
          Phase.Open _,
          Phase.Suspended _,
          Phase.Closing _,
          Phase.Finishing _,
          Phase.Closed _ -> {}
    }
  }

  private void startCheck(Phase.Draining draining) {
    Checker checker =
        new Checker(
            room.disk(),
            layout,
            content.hashes(),
            draining.scope,
            resume,
            draining.progress,
            result -> checked(result, draining.completion));
    phase = new Phase.Checking(checker, draining.completion);
    underWay++;
    checker.start();
  }

  private void checked(Result<Checker.Findings> result, Completion<CheckReport> completion) {
    underWay--;
    if (!(phase instanceof Phase.Checking)) {
      completion.accept(new Result.Failed<>(cancelled()));
      advance();
      return;
    }
    switch (result) {
      case Result.Done<Checker.Findings>(Checker.Findings findings) -> {
        pieces.adopt(findings.report().have());
        journal.checked(findings);
        resume = Optional.of(journal.snapshot());
        become(new Phase.Checked());
        completion.accept(Result.done(findings.report()));
      }
      case Result.Failed<Checker.Findings>(Failure failure) -> {
        become(new Phase.Unchecked());
        completion.accept(new Result.Failed<>(failure));
      }
    }
  }

  private void startPreparing(Phase.Preparing preparing) {
    Preparation begun = newPreparation(result -> prepared(preparing, result));
    phase = new Phase.Preparing(preparing.fallback, preparing.completion, begun);
    underWay++;
    begun.start();
  }

  private void prepared(Phase.Preparing preparing, Result<Integer> result) {
    underWay--;
    if (!(phase instanceof Phase.Preparing)) {
      preparing.completion.accept(new Result.Failed<>(cancelled()));
      advance();
      return;
    }
    if (result instanceof Result.Done) {
      incoming.start();
      journal.begin();
      become(new Phase.Open());
    } else {
      become(preparing.fallback);
    }
    preparing.completion.accept(here(result));
  }

  private void startPreparation(Completion<Integer> completion) {
    if (ending()) {
      completion.accept(new Result.Failed<>(cancelled()));
      return;
    }
    underWay++;
    newPreparation(
            result -> {
              underWay--;
              completion.accept(result);
              advance();
            })
        .start();
  }

  private Preparation newPreparation(Completion<Integer> completion) {
    BitSet files = new BitSet();
    for (int file = 0; file < layout.fileCount(); file++) {
      files.set(file, !pieces.complete(file) || layout.file(file).length() == 0);
    }
    return new Preparation(
        room.disk(),
        layout,
        room.limits().allocation(),
        files,
        pieces.unwanted(),
        journal::prepared,
        completion);
  }

  private void finish(Phase.Closing closing) {
    phase = new Phase.Finishing(closing.completion);
    journal.close(
        closing.settled,
        failure ->
            room.disk()
                .close(
                    layout.diskFiles(),
                    ignored -> {
                      phase = new Phase.Closed();
                      closing.completion.accept(outcome(failure));
                    }));
  }

  // --- small things ---

  private boolean ending() {
    return switch (phase) {
      case Phase.Closing _, Phase.Finishing _, Phase.Closed _ -> true;
      case Phase.Unchecked _,
          Phase.Draining _,
          Phase.Checking _,
          Phase.Checked _,
          Phase.Preparing _,
          Phase.Open _,
          Phase.Suspended _ ->
          false;
    };
  }

  /// Whether [PieceMap] says what is on the disk.
  private boolean readable() {
    return switch (phase) {
      case Phase.Checked _, Phase.Preparing _, Phase.Open _, Phase.Suspended _ -> true;
      case Phase.Unchecked _,
          Phase.Draining _,
          Phase.Checking _,
          Phase.Closing _,
          Phase.Finishing _,
          Phase.Closed _ ->
          false;
    };
  }

  private void requireResting() {
    if (phase instanceof Phase.Draining
        || phase instanceof Phase.Checking
        || phase instanceof Phase.Preparing) {
      throw new IllegalStateException("a check or preparation is under way");
    }
  }

  private <T> void refuse(Completion<T> completion) {
    loop.execute(() -> completion.accept(new Result.Failed<>(cancelled())));
  }

  private Failure cancelled() {
    return new Failure(
        Failure.Reason.CANCELLED, layout.folder().toString(), "the torrent is being stopped");
  }

  private Result<Storage> outcome(Optional<Failure> failure) {
    return failure.<Result<Storage>>map(Result.Failed::new).orElseGet(() -> Result.done(this));
  }

  private Result<Storage> here(Result<Integer> result) {
    return switch (result) {
      case Result.Done<Integer> _ -> Result.done(this);
      case Result.Failed<Integer>(Failure failure) -> new Result.Failed<>(failure);
    };
  }

  private void readFailed(int piece, Failure failure) {
    journal.suspect(piece);
    listener.readFailed(piece, failure);
  }

  /// What becomes of blocks.
  private final class Arrivals implements Incoming.Outcome {
    @Override
    public void writing(int piece) {
      journal.writing(piece);
    }

    @Override
    public void written(int piece) {
      journal.written(piece);
    }

    @Override
    public void verified(int piece) {
      pieces.verified(piece);
      journal.verified(piece);
      if (!ending()) {
        listener.pieceVerified(piece);
      }
    }

    @Override
    public void failed(int piece) {
      if (!ending()) {
        listener.pieceFailed(piece);
      }
    }

    @Override
    public void broken(Failure failure, List<Integer> gone) {
      if (phase instanceof Phase.Open) {
        lost.clear();
        become(new Phase.Suspended());
      }
      if (phase instanceof Phase.Preparing preparing
          && preparing.fallback instanceof Phase.Suspended) {
        become(preparing.fallback);
        preparing.completion.accept(new Result.Failed<>(failure));
      }
      if (phase instanceof Phase.Suspended) {
        lost.addAll(gone);
        listener.suspended(failure, List.copyOf(lost));
      }
    }

    @Override
    public void idle() {
      advance();
    }
  }
}
