package dev.panal.engine.storage;

import dev.panal.engine.ResumeData;
import dev.panal.engine.ResumeData.Totals;
import dev.panal.engine.ResumeStore;
import dev.panal.io.Completion;
import dev.panal.io.Failure;
import dev.panal.io.Ports;
import dev.panal.wire.metainfo.Info;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What the storages of one session share: the bound on buffered bytes, the read cache, and the
/// journal of resume data.
@SuppressWarnings("DoNotCallSuggester") // the face first, behaviour follows
public final class StorageRoom {
  /// @param warnings hears when resume data could not be saved; nothing else comes of it but a
  ///   longer check at the next start
  public StorageRoom(
      Ports ports, StorageLimits limits, ResumeStore store, Consumer<Failure> warnings) {}

  /// The storage of a torrent. Touches nothing yet: [Storage#check] comes next.
  ///
  /// @param folder the download folder, absolute
  /// @param unwanted indices of files that are not wanted
  /// @param resume what [ResumeStore#load] gave; ignored if it is for another folder
  /// @param totals asked whenever resume data is saved; sums over all runs
  public Storage open(
      Info info,
      Path folder,
      BitSet unwanted,
      Optional<ResumeData> resume,
      Supplier<Totals> totals,
      StorageListener listener) {
    throw new UnsupportedOperationException();
  }

  /// Bytes that wait to be written or hashed.
  public long bufferedBytes() {
    throw new UnsupportedOperationException();
  }

  /// To be called when every storage is closed: gives the read cache back. Fails never.
  public void close(Completion<StorageRoom> completion) {
    throw new UnsupportedOperationException();
  }
}
