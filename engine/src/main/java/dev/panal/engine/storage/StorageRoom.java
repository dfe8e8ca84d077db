package dev.panal.engine.storage;

import dev.panal.engine.ResumeData;
import dev.panal.engine.ResumeData.Totals;
import dev.panal.engine.ResumeStore;
import dev.panal.io.Completion;
import dev.panal.io.Disk;
import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Failure;
import dev.panal.io.Ports;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import dev.panal.wire.metainfo.Info;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the storages of one session share: the bound on buffered bytes, the read cache, and the
/// writer of resume data.
public final class StorageRoom {
  private final Ports ports;
  private final StorageLimits limits;
  private final Consumer<Failure> warnings;
  private final WriteBudget budget;
  private final ReadCache cache;
  private final JournalWriter writer;

  /// Files of parked storages that are being closed.
  private int closing;

  private @Nullable Runnable whenClosed;

  /// @param warnings hears when resume data could not be saved, or a file not be synced; nothing
  ///   else comes of it but a longer check at the next start
  public StorageRoom(
      Ports ports, StorageLimits limits, ResumeStore store, Consumer<Failure> warnings) {
    this.ports = ports;
    this.limits = limits;
    this.warnings = warnings;
    this.budget =
        new WriteBudget(ports.loop(), ports.disk(), ports.buffers(), limits.bufferedBytes());
    this.cache = new ReadCache(ports.disk(), limits.readCacheBytes());
    this.writer = new JournalWriter(ports.loop(), store, warnings);
  }

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
    return open(
        new Content(info.infoHash(), FileLayout.of(info, ports.disk(), folder), info::pieceHash),
        unwanted,
        resume,
        totals,
        listener);
  }

  Storage open(
      Content content,
      BitSet unwanted,
      Optional<ResumeData> resume,
      Supplier<Totals> totals,
      StorageListener listener) {
    Optional<ResumeData> fitting = resume.filter(content::fits);
    return new Storage(this, content, unwanted, fitting, totals, listener);
  }

  /// The storage of a torrent whose last one was parked: open, with what that one knew.
  ///
  /// @param parked what [Storage#park()] gave
  public Storage wake(
      Info info,
      Path folder,
      ResumeData parked,
      Supplier<Totals> totals,
      StorageListener listener) {
    Storage storage = open(info, folder, parked.unwanted(), Optional.of(parked), totals, listener);
    storage.wake(parked.have());
    return storage;
  }

  /// Saves what is known of a torrent whose storage is parked.
  ///
  /// @param done hears, in a later turn, that it is durable, or why not
  public void save(ResumeData parked, Consumer<Optional<Failure>> done) {
    writer.save(new JournalWriter.Parked(parked), done);
  }

  /// Bytes that wait to be written or hashed.
  public long bufferedBytes() {
    return budget.bufferedBytes();
  }

  /// To be called when every storage is closed: gives the read cache back. Never fails.
  public void close(Completion<StorageRoom> completion) {
    cache.clear();
    Runnable done = () -> ports.loop().execute(() -> completion.accept(Result.done(this)));
    if (closing == 0) {
      done.run();
    } else {
      whenClosed = done;
    }
  }

  /// Closes the files of a storage that is parked.
  void letGo(List<DiskFile> files) {
    closing++;
    disk()
        .close(
            files,
            _ -> {
              closing--;
              Runnable done = whenClosed;
              if (closing == 0 && done != null) {
                whenClosed = null;
                done.run();
              }
            });
  }

  Ports ports() {
    return ports;
  }

  Disk disk() {
    return ports.disk();
  }

  StorageLimits limits() {
    return limits;
  }

  Consumer<Failure> warnings() {
    return warnings;
  }

  WriteBudget budget() {
    return budget;
  }

  ReadCache cache() {
    return cache;
  }

  JournalWriter writer() {
    return writer;
  }

  /// What a torrent consists of.
  ///
  /// @param hashes the SHA-1 of each piece
  record Content(InfoHash infoHash, FileLayout layout, IntFunction<byte[]> hashes) {
    boolean fits(ResumeData resume) {
      return resume.infoHash().equals(infoHash)
          && resume.folder().equals(layout.folder())
          && resume.pieceCount() == layout.pieceCount()
          && resume.stamps().count() == layout.fileCount();
    }
  }
}
