package dev.panal.io;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// Files and hashing. The work happens elsewhere; completions arrive on the loop.
///
/// No order is promised between operations that were not awaited. Files are opened when they are
/// first needed and closed again when too many are open, so a [DiskFile] costs no handle.
public interface Disk {
  /// What [#hashTrees] takes as one block: several are in memory at a time.
  int MAX_BLOCK_LENGTH = 1 << 20;

  /// Of [#hashTrees]: more than any piece has.
  int MAX_TREE_LEVELS = 31;

  /// A file below `folder`; touches nothing. A link on the way that leads out of `folder` makes
  /// every operation fail with [Failure.Reason#UNSAFE_PATH].
  DiskFile file(Path folder, Path relative);

  /// What is there now. A missing file is a success with `exists = false`.
  void status(DiskFile file, Completion<FileStatus> completion);

  /// Makes the file, with its parent folders, at least `length` bytes long. Existing content stays;
  /// a longer file is left as it is.
  void prepare(
      DiskFile file, long length, Allocation allocation, Completion<FileStatus> completion);

  /// Reads the spans one after the other into one lease, which the receiver owns. It may be mapped
  /// memory: read only. A file that is too short fails with [Failure.Reason#CHANGED].
  void read(List<Span> spans, Completion<Lease> completion);

  /// Writes the remaining bytes of `data` to the spans one after the other; their lengths add up to
  /// those bytes, and [Span.Zeros] are skipped. The disk owns the lease until `outcome` runs (once,
  /// on the loop, never inside this call), which hands it back whether the write worked or not.
  ///
  /// The files must be there: a write never makes one, because what was verified of a file that
  /// somebody took away is gone, and its owner has to hear that ([Failure.Reason#NOT_FOUND]).
  void write(List<Span> spans, Lease data, Consumer<WriteOutcome> outcome);

  /// Whether so much waits to be written that producers should pause; see [#onRelief(Runnable)].
  boolean overloaded();

  /// Runs `task` once, on the loop, when [#overloaded()] has become false; at once (next turn) if
  /// it is.
  void onRelief(Runnable task);

  /// The digest of the spans as they stand on the disk.
  void hash(HashAlgorithm algorithm, List<Span> spans, Completion<byte[]> completion);

  /// The roots of hash trees over the spans as they stand on the disk: every `blockLength` bytes
  /// are hashed, and then, `levels` times, the digests of neighbours as one. What comes is a digest
  /// for every `blockLength << levels` bytes, one after the other. With no levels these are the
  /// digests of the blocks, of which the last may be shorter. Nothing has no digest.
  ///
  /// @param blockLength at most [#MAX_BLOCK_LENGTH]
  /// @throws IllegalArgumentException if there are levels, and the spans are not whole trees
  void hashTrees(
      HashAlgorithm algorithm,
      List<Span> spans,
      int blockLength,
      int levels,
      Completion<byte[]> completion);

  /// What [#hashTrees] asks of what it is given, for those who implement it.
  ///
  /// @param length of the spans
  static void requireTrees(long length, int blockLength, int levels) {
    if (blockLength < 1 || blockLength > MAX_BLOCK_LENGTH) {
      throw new IllegalArgumentException("blockLength " + blockLength);
    }
    if (levels < 0 || levels > MAX_TREE_LEVELS) {
      throw new IllegalArgumentException("levels " + levels);
    }
    if (levels > 0 && length % ((long) blockLength << levels) != 0) {
      throw new IllegalArgumentException(
          length + " bytes are no trees of " + levels + " levels over " + blockLength);
    }
  }

  /// The digest of the remaining bytes of `memory`, in order. The memory must stay as it is until
  /// the completion; positions are not changed.
  void hashMemory(HashAlgorithm algorithm, List<ByteBuffer> memory, Completion<byte[]> completion);

  /// Returns when what was written to these files would survive a power cut.
  void sync(List<DiskFile> files, Completion<Integer> completion);

  /// Moves a file, also to another file system. Fails with [Failure.Reason#DENIED] if the target
  /// exists.
  void move(DiskFile from, DiskFile to, Completion<DiskFile> completion);

  /// Deletes the file; that it was not there is a success.
  void delete(DiskFile file, Completion<DiskFile> completion);

  /// Closes the handles of these files, if open, after what is queued for them; they may be used
  /// again.
  void close(List<DiskFile> files, Completion<Integer> completion);

  /// Free bytes for us on the volume of `folder` (or of its nearest parent that exists).
  void freeBytes(Path folder, Completion<Long> completion);

  /// Names a file of a disk. Made by [Disk#file(Path, Path)] and good for that disk only.
  interface DiskFile {
    Path path();
  }

  /// What a write came to. The lease is the caller's again in both cases.
  sealed interface WriteOutcome {
    Lease data();

    record Written(Lease data) implements WriteOutcome {}

    record NotWritten(Lease data, Failure failure) implements WriteOutcome {}
  }

  /// @param modifiedMillis last modification, milliseconds since 1970; 0 if there is no file
  record FileStatus(boolean exists, long length, long modifiedMillis) {}

  /// How room is made for a file.
  enum Allocation {
    /// Only the length is set; blocks are taken when they are written.
    SPARSE,
    /// The blocks are taken now, so that a full disk shows before the download starts.
    FULL
  }

  enum HashAlgorithm {
    SHA1(20),
    SHA256(32);

    private final int digestBytes;

    HashAlgorithm(int digestBytes) {
      this.digestBytes = digestBytes;
    }

    public int digestBytes() {
      return digestBytes;
    }
  }

  /// A run of bytes: part of a file, or zeros that no file holds (pad files, BEP 47).
  sealed interface Span {
    int length();

    record InFile(DiskFile file, long offset, int length) implements Span {}

    record Zeros(int length) implements Span {}
  }
}
