package dev.panal.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Open handles, the most recently used ones, shared by the threads of the disk.
///
/// A handle is read-only until somebody writes, is never closed while in use, and is doubted from
/// time to time: a file that was deleted or replaced under us would otherwise swallow what is
/// written, or go on giving out what nobody else can see.
final class OpenFiles implements AutoCloseable {
  /// How a file is wanted.
  enum Mode {
    READ,
    WRITE,
    /// To be written, and made with its folders if it is not there.
    MAKE
  }

  /// So long a handle is believed without a look at the path.
  private static final long BELIEVED_NANOS = 1_000_000_000;

  private static final Set<OpenOption> READING =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> WRITING =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> MAKING =
      Set.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE,
          LinkOption.NOFOLLOW_LINKS);

  private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

  private final int limit;

  /// Least recently used first. Guarded by itself.
  private final Map<FileOnDisk, Handle> handles = new LinkedHashMap<>(16, 0.75f, true);

  OpenFiles(int limit) {
    this.limit = limit;
  }

  /// A handle to use until it is closed, which gives it back.
  Handle acquire(FileOnDisk file, Mode mode) throws IOException {
    // One opens a file, others who want the same file wait; who wants another one does not.
    synchronized (file) {
      Handle open = inUse(file, mode);
      if (open != null) {
        if (open.believable()) {
          return open;
        }
        open.close();
        drop(file);
      }
      Handle opened = open(file, mode);
      keep(file, opened);
      return opened;
    }
  }

  private @Nullable Handle inUse(FileOnDisk file, Mode mode) {
    synchronized (handles) {
      Handle handle = handles.get(file);
      if (handle == null || (mode != Mode.READ && !handle.writable)) {
        return null;
      }
      handle.users++;
      return handle;
    }
  }

  private Handle open(FileOnDisk file, Mode mode) throws IOException {
    try {
      return tryOpen(file, mode);
    } catch (FileSystemException e) {
      // No class of its own for being out of handles, only a text in the language of the system.
      // Those that nobody uses at the moment can go.
      if (!e.getClass().equals(FileSystemException.class) || dropIdle(0) == 0) {
        throw e;
      }
      return tryOpen(file, mode);
    }
  }

  private Handle tryOpen(FileOnDisk file, Mode mode) throws IOException {
    PathGuard.Place place = PathGuard.find(file, mode == Mode.MAKE);
    boolean made = place.attributes() == null;
    Set<OpenOption> options =
        switch (mode) {
          case READ -> READING;
          case WRITE -> WRITING;
          case MAKE -> MAKING;
        };
    if (mode != Mode.MAKE) {
      place.found();
    }
    FileChannel channel = FileChannel.open(place.path(), options);
    try {
      BasicFileAttributes attributes = PathGuard.find(file, false).found();
      if (made) {
        file.fresh(true);
      }
      return new Handle(file, channel, mode != Mode.READ, attributes.fileKey());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void keep(FileOnDisk file, Handle opened) {
    synchronized (handles) {
      Handle old = handles.put(file, opened);
      if (old != null) {
        old.retire();
      }
    }
    int _ = dropIdle(limit);
  }

  /// Closes handles that nobody uses, the least recently used first, until no more than `remaining`
  /// are open.
  ///
  /// @return how many were closed
  private int dropIdle(int remaining) {
    List<Handle> dropped = new ArrayList<>();
    synchronized (handles) {
      Iterator<Handle> eldest = handles.values().iterator();
      while (handles.size() > remaining && eldest.hasNext()) {
        Handle handle = eldest.next();
        if (handle.users == 0) {
          eldest.remove();
          dropped.add(handle);
        }
      }
    }
    dropped.forEach(Handle::closeChannel);
    return dropped.size();
  }

  /// Closes the handle of a file, if there is one: now, or when its last user is done.
  void drop(FileOnDisk file) {
    synchronized (handles) {
      Handle handle = handles.remove(file);
      if (handle != null) {
        handle.retire();
      }
    }
  }

  int size() {
    synchronized (handles) {
      return handles.size();
    }
  }

  @Override
  public void close() {
    synchronized (handles) {
      handles.values().forEach(Handle::retire);
      handles.clear();
    }
  }

  /// An open file in the hands of one user; closing gives it back.
  final class Handle implements AutoCloseable {
    private final FileOnDisk file;
    private final FileChannel channel;
    private final boolean writable;
    private final @Nullable Object fileKey;
    private volatile long checkedNanos = System.nanoTime();

    /// Guarded by the table, like the next.
    private int users = 1;

    private boolean retired;

    Handle(FileOnDisk file, FileChannel channel, boolean writable, @Nullable Object fileKey) {
      this.file = file;
      this.channel = channel;
      this.writable = writable;
      this.fileKey = fileKey;
    }

    FileChannel channel() {
      return channel;
    }

    private boolean believable() throws IOException {
      long now = System.nanoTime();
      if (now - checkedNanos < BELIEVED_NANOS) {
        return true;
      }
      checkedNanos = now;
      BasicFileAttributes attributes;
      try {
        attributes = PathGuard.find(file, false).attributes();
      } catch (IOException e) {
        log.debug("{} is not what it was", file, e);
        return false;
      }
      return attributes != null && Objects.equals(attributes.fileKey(), fileKey);
    }

    private void retire() {
      retired = true;
      if (users == 0) {
        closeChannel();
      }
    }

    private void closeChannel() {
      try {
        channel.close();
      } catch (IOException e) {
        log.warn("Closing {} failed", file, e);
      }
    }

    @Override
    public void close() {
      boolean last;
      synchronized (handles) {
        users--;
        last = users == 0 && retired;
      }
      if (last) {
        closeChannel();
      }
    }
  }
}
