package dev.panal.platform;

import dev.panal.io.Disk.Allocation;
import dev.panal.io.Disk.FileStatus;
import dev.panal.io.Disk.Span;
import dev.panal.io.Failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The work on files itself: blocks, and runs on the threads of the disk.
///
/// Every failure comes out as a [DiskFault] that names the file it is about.
final class FileJobs implements AutoCloseable {
  /// One step of filling a file with zeros or of copying it.
  private static final int FILL_STEP_BYTES = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(FileJobs.class);

  private final OpenFiles files;
  private volatile boolean closing;

  FileJobs(int openFiles) {
    files = new OpenFiles(openFiles);
  }

  /// What takes long ends soon from now on.
  void hurry() {
    closing = true;
  }

  @Override
  public void close() {
    files.close();
  }

  FileStatus status(FileOnDisk file) throws DiskFault {
    try {
      BasicFileAttributes attributes = PathGuard.find(file, false).attributes();
      return attributes == null ? missing() : status(attributes);
    } catch (NoSuchFileException e) {
      return missing();
    } catch (IOException e) {
      throw DiskFault.of(file.path(), e, 0);
    }
  }

  private static FileStatus missing() {
    return new FileStatus(false, 0, 0);
  }

  private static FileStatus status(BasicFileAttributes attributes) {
    return new FileStatus(true, attributes.size(), attributes.lastModifiedTime().toMillis());
  }

  FileStatus prepare(FileOnDisk file, long length, Allocation allocation) throws DiskFault {
    FileStatus now = status(file);
    if (now.exists() && now.length() >= length) {
      // Needs no right to write: this may be somebody's archive that we only serve.
      return now;
    }
    try (OpenFiles.Handle handle = files.acquire(file, OpenFiles.Mode.MAKE)) {
      FileChannel channel = handle.channel();
      long before = channel.size();
      if (before < length) {
        switch (allocation) {
          case SPARSE -> {
            int _ = channel.write(ByteBuffer.allocate(1), length - 1);
          }
          case FULL -> fill(file, channel, before, length);
        }
      }
      return status(PathGuard.find(file, false).found());
    } catch (IOException e) {
      throw DiskFault.of(file.path(), e, length);
    }
  }

  /// All or nothing: a disk that turns out too small is not left full.
  private void fill(FileOnDisk file, FileChannel channel, long from, long to) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(FILL_STEP_BYTES, to - from));
    try {
      for (long at = from; at < to; ) {
        stopIfClosing(file);
        zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
        at += channel.write(zeros, at);
      }
    } catch (IOException e) {
      channel.truncate(from);
      throw e;
    }
  }

  /// Fills the remaining bytes of `into`; its position is not changed.
  void read(List<Span> spans, ByteBuffer into) throws DiskFault {
    new SpanStream(files, spans).read(into.duplicate());
  }

  /// Writes the remaining bytes of `data`, which is consumed.
  void write(List<Span> spans, ByteBuffer data) throws DiskFault {
    int end = data.limit();
    for (Span span : spans) {
      data.limit(data.position() + span.length());
      switch (span) {
        case Span.Zeros zeros -> data.position(data.limit());
        case Span.InFile part -> {
          FileOnDisk file = (FileOnDisk) part.file();
          try (OpenFiles.Handle handle = files.acquire(file, OpenFiles.Mode.WRITE)) {
            for (long at = part.offset(); data.hasRemaining(); ) {
              at += handle.channel().write(data, at);
            }
          } catch (IOException e) {
            throw DiskFault.of(file.path(), e, part.length());
          }
        }
      }
      data.limit(end);
    }
  }

  /// The spans, read into the scratch memory of whoever hashes them.
  HashJob.Source source(List<Span> spans) {
    SpanStream stream = new SpanStream(files, spans);
    return scratch -> {
      FileOnDisk file = stream.file();
      if (file != null) {
        stopIfClosing(file);
      }
      stream.read(scratch);
      return scratch.flip();
    };
  }

  /// Data of files through the file system, and where we made a file also the entries that lead to
  /// it.
  void sync(FileOnDisk file) throws DiskFault {
    try (OpenFiles.Handle handle = files.acquire(file, OpenFiles.Mode.READ)) {
      handle.channel().force(false);
      if (file.fresh()) {
        syncFolders(file);
        file.fresh(false);
      }
    } catch (IOException e) {
      throw DiskFault.of(file.path(), e, 0);
    }
  }

  private static void syncFolders(FileOnDisk file) {
    Path above = file.folder.toAbsolutePath().getParent();
    for (Path at = file.path().toAbsolutePath().getParent();
        at != null && !at.equals(above);
        at = at.getParent()) {
      try (FileChannel folder = FileChannel.open(at, StandardOpenOption.READ)) {
        folder.force(true);
      } catch (IOException e) {
        // Some systems open no folders; they keep them safe in their own way.
        log.debug("The folder {} cannot be synced", at, e);
      }
    }
  }

  void delete(FileOnDisk file) throws DiskFault {
    try {
      files.drop(file);
      boolean _ = Files.deleteIfExists(PathGuard.find(file, false).path());
    } catch (NoSuchFileException e) {
      log.debug("{} was not there to be deleted", file);
    } catch (IOException e) {
      throw DiskFault.of(file.path(), e, 0);
    }
  }

  void move(FileOnDisk from, FileOnDisk to) throws DiskFault {
    Path source;
    try {
      files.drop(from);
      PathGuard.Place place = PathGuard.find(from, false);
      long _ = place.found().size();
      source = place.path();
    } catch (IOException e) {
      throw DiskFault.of(from.path(), e, 0);
    }
    try {
      files.drop(to);
      PathGuard.Place place = PathGuard.find(to, true);
      if (place.attributes() != null) {
        throw new FileAlreadyExistsException(place.path().toString(), null, "exists already");
      }
      move(from, source, place.path());
      to.fresh(true);
    } catch (IOException e) {
      throw DiskFault.of(to.path(), e, 0);
    }
  }

  private void move(FileOnDisk file, Path source, Path target) throws IOException {
    try {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      // Another file system. The copy gets its name when it is complete and safe, so that whatever
      // happens there is one whole file.
      Path copy = target.resolveSibling(".moving-" + UUID.randomUUID());
      try {
        copy(file, source, copy);
        Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        boolean _ = Files.deleteIfExists(copy);
      }
      Files.delete(source);
    }
  }

  private void copy(FileOnDisk file, Path source, Path copy) throws IOException {
    try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long size = in.size();
      for (long at = 0; at < size; ) {
        stopIfClosing(file);
        at += in.transferTo(at, FILL_STEP_BYTES, out);
      }
      out.force(true);
    }
    Files.setLastModifiedTime(copy, Files.getLastModifiedTime(source));
  }

  void closeFile(FileOnDisk file) {
    files.drop(file);
  }

  static long freeBytes(Path folder) throws DiskFault {
    try {
      for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
        if (Files.exists(at)) {
          return Files.getFileStore(at).getUsableSpace();
        }
      }
      throw new NoSuchFileException(folder.toString());
    } catch (IOException e) {
      throw DiskFault.of(folder, e, 0);
    }
  }

  private void stopIfClosing(FileOnDisk file) throws DiskFault {
    if (closing) {
      throw new DiskFault(Reason.CANCELLED, file.path(), "the disk is closed");
    }
  }
}
