package dev.panal.engine.storage;

import dev.panal.io.Completion;
import java.nio.ByteBuffer;
import java.util.BitSet;

/// The bytes of one torrent.
///
/// The way through its life: [#check] finds what is there, [#prepare] makes the files, from then on
/// blocks are accepted; [#close] ends it. Each of the three is awaited before the next. A check may
/// be repeated at any time, and is followed by [#prepare] again.
@SuppressWarnings("DoNotCallSuggester") // the face first, behaviour follows
public final class Storage {
  Storage() {}

  public FileLayout layout() {
    throw new UnsupportedOperationException();
  }

  /// Whether the piece is verified and written.
  public boolean has(int piece) {
    throw new UnsupportedOperationException();
  }

  /// The pieces that are verified and written: a copy.
  public BitSet have() {
    throw new UnsupportedOperationException();
  }

  /// The pieces that the wanted files lie in: a copy.
  public BitSet wanted() {
    throw new UnsupportedOperationException();
  }

  /// Whether all wanted pieces are verified and written.
  public boolean complete() {
    throw new UnsupportedOperationException();
  }

  /// Wanted bytes (pieces, so that boundary pieces count whole) and how many of them are verified.
  public long wantedBytes() {
    throw new UnsupportedOperationException();
  }

  public long verifiedBytes() {
    throw new UnsupportedOperationException();
  }

  /// Finds out which pieces are there. Blocks that were accepted and are not verified yet are
  /// dropped without a word, and none are accepted until [#prepare]. Nothing is changed on the
  /// disk.
  ///
  /// A file that is absent or cannot be read is no failure: the report says it. Fails with
  /// [Failure.Reason#CANCELLED] after [#cancelCheck()] or [#close].
  public void check(CheckScope scope, CheckProgress progress, Completion<CheckReport> completion) {
    throw new UnsupportedOperationException();
  }

  /// Ends a check early. Without effect if there is none.
  public void cancelCheck() {
    throw new UnsupportedOperationException();
  }

  /// Makes the files that are needed, with their folders, and opens the torrent for blocks. If all
  /// is complete nothing is made but missing empty files. After a failure (disk full, not
  /// permitted) it may be tried again.
  public void prepare(Completion<Storage> completion) {
    throw new UnsupportedOperationException();
  }

  /// Takes a copy of a block. The outcome for the piece comes through [StorageListener].
  ///
  /// @param block its remaining bytes; they are consumed
  /// @return false if the block was not taken: the piece or this block is already there, or storage
  ///   is suspended, checking or closed
  /// @throws IllegalArgumentException if this is not a block of the torrent
  public boolean accept(int piece, int begin, ByteBuffer block) {
    throw new UnsupportedOperationException();
  }

  /// Forgets the blocks of a piece that is not complete, and gives their memory back.
  public void drop(int piece) {
    throw new UnsupportedOperationException();
  }

  /// Whether so much waits to be written that connections should pause reading.
  public boolean overloaded() {
    throw new UnsupportedOperationException();
  }

  /// Runs `task` once, in a later turn, when [#overloaded()] has become false.
  public void onRelief(Runnable task) {
    throw new UnsupportedOperationException();
  }

  /// Reads a range of a verified piece for a peer; the outcome arrives in this call if it is in
  /// memory, else in a later turn. Fails with [Failure.Reason#NOT_FOUND] if the piece is not
  /// verified.
  ///
  /// @throws IllegalArgumentException if the range is not inside of the piece
  public void read(int piece, int begin, int length, BlockReceiver receiver) {
    throw new UnsupportedOperationException();
  }

  /// Changes which files are wanted, and makes those that are needed now. What is already there
  /// stays.
  public void select(BitSet unwanted, Completion<Storage> completion) {
    throw new UnsupportedOperationException();
  }

  /// After a suspension: waits for what is in flight, prepares the files again and takes blocks. If
  /// files may have been lost ([Failure.Reason#NOT_FOUND], [Failure.Reason#CHANGED]), check
  /// instead.
  public void resume(Completion<Storage> completion) {
    throw new UnsupportedOperationException();
  }

  /// Completes when all that was verified before the call would survive a power cut and is
  /// journaled. To be awaited before a download is called complete. Fails if syncing or saving
  /// failed.
  public void settle(Completion<Storage> completion) {
    throw new UnsupportedOperationException();
  }

  /// Ends this storage: drops partial pieces, waits for what is in flight, syncs, journals and
  /// closes the files. Ranges that receivers hold must be released for it to complete. It completes
  /// in any case, with the failure if something could not be synced or saved; nothing is on loan
  /// then.
  public void close(Completion<Storage> completion) {
    throw new UnsupportedOperationException();
  }
}
