package dev.panal.platform;

import dev.panal.io.Lease;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Windows onto files: what peers are sent leaves from the system's own cache, without a copy into
/// memory of ours. Shared by the threads that read.
///
/// Mapped memory must not be touched on a loop before it is there, so whoever maps reads a byte of
/// each page. A file that shrinks afterwards makes the system refuse to send from it, and makes
/// Java throw an [InternalError] where it reads; native code must never be given such memory, since
/// there it would end the process.
final class FileMaps implements AutoCloseable {
  /// Of a file; small, so that a window nobody uses any more does not hold much.
  static final long WINDOW_BYTES = 8 << 20;

  /// Below this, making a window costs more than copying.
  private static final int LEAST_BYTES = 64 * 1024;

  /// Windows that nobody uses are kept for the next read; they count as memory of ours.
  private static final int IDLE_WINDOWS = 4;

  private static final int PAGE_BYTES = 4096;

  /// The one that was used the longest ago first. Guarded by itself, with what is in it.
  private final Map<Place, Window> windows = new LinkedHashMap<>(16, 0.75f, true);

  private record Place(FileOnDisk file, long index) {}

  /// Whether it pays to map this, and one window holds it.
  static boolean suits(long offset, int length) {
    return length >= LEAST_BYTES && offset / WINDOW_BYTES == (offset + length - 1) / WINDOW_BYTES;
  }

  /// The bytes, all of them in memory, for reading only.
  ///
  /// @param channel the open file; what was mapped of another one is not used again
  /// @throws EOFException if the file is too short
  Lease read(FileOnDisk file, FileChannel channel, long offset, int length) throws IOException {
    Place place = new Place(file, offset / WINDOW_BYTES);
    long start = place.index * WINDOW_BYTES;
    int from = (int) (offset - start);
    Window window = take(place, channel, start, from + length);
    try {
      MemorySegment bytes = window.segment.asSlice(from, length);
      touch(bytes);
      return new View(window, bytes.asByteBuffer());
    } catch (InternalError e) {
      window.giveBack();
      throw (IOException) new EOFException().initCause(e);
    } catch (RuntimeException | Error e) {
      window.giveBack();
      throw e;
    }
  }

  /// Waits for the disk here, where it may take its time.
  private static void touch(MemorySegment bytes) {
    int sum = 0;
    for (long at = 0; at < bytes.byteSize(); at += PAGE_BYTES) {
      sum += bytes.get(ValueLayout.JAVA_BYTE, at);
    }
    int _ = sum + bytes.get(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1);
  }

  private Window take(Place place, FileChannel channel, long start, long end) throws IOException {
    synchronized (windows) {
      Window known = windows.get(place);
      if (known != null && known.channel.equals(channel) && known.segment.byteSize() >= end) {
        known.users++;
        return known;
      }
    }
    long length = Math.min(WINDOW_BYTES, channel.size() - start);
    if (length < end) {
      throw new EOFException();
    }
    Arena arena = Arena.ofShared();
    Window made;
    try {
      made =
          new Window(
              channel, arena, channel.map(FileChannel.MapMode.READ_ONLY, start, length, arena));
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
    List<Window> unused = new ArrayList<>();
    synchronized (windows) {
      Window old = windows.put(place, made);
      if (old != null) {
        old.retire(unused);
      }
      retireIdle(unused);
    }
    unused.forEach(Window::unmap);
    return made;
  }

  private void retireIdle(List<Window> unused) {
    int idle = 0;
    for (Window window : windows.values()) {
      idle += window.users == 0 ? 1 : 0;
    }
    Iterator<Window> eldest = windows.values().iterator();
    while (idle > IDLE_WINDOWS && eldest.hasNext()) {
      Window window = eldest.next();
      if (window.users == 0) {
        eldest.remove();
        window.retire(unused);
        idle--;
      }
    }
  }

  /// Forgets what is mapped of a file.
  void drop(FileOnDisk file) {
    retireIf(file);
  }

  @Override
  public void close() {
    retireIf(null);
  }

  /// @param file of which the windows are retired; null for all
  private void retireIf(@Nullable FileOnDisk file) {
    List<Window> unused = new ArrayList<>();
    synchronized (windows) {
      Iterator<Map.Entry<Place, Window>> each = windows.entrySet().iterator();
      while (each.hasNext()) {
        Map.Entry<Place, Window> entry = each.next();
        if (file == null || entry.getKey().file.equals(file)) {
          each.remove();
          entry.getValue().retire(unused);
        }
      }
    }
    unused.forEach(Window::unmap);
  }

  private final class Window {
    private final FileChannel channel;
    private final Arena arena;
    private final MemorySegment segment;

    /// Guarded by the table, like the next.
    private int users = 1;

    private boolean retired;

    Window(FileChannel channel, Arena arena, MemorySegment segment) {
      this.channel = channel;
      this.arena = arena;
      this.segment = segment;
    }

    /// Nobody finds it any more; who uses it, may go on.
    void retire(List<Window> unused) {
      retired = true;
      if (users == 0) {
        unused.add(this);
      }
    }

    void giveBack() {
      boolean last;
      synchronized (windows) {
        users--;
        last = users == 0 && retired;
      }
      if (last) {
        unmap();
      }
    }

    void unmap() {
      arena.close();
    }
  }

  /// Bytes in a window, on loan.
  private static final class View implements Lease {
    private final ByteBuffer bytes;
    private @Nullable Window window;

    View(Window window, ByteBuffer bytes) {
      this.window = window;
      this.bytes = bytes;
    }

    @Override
    public ByteBuffer buffer() {
      if (window == null) {
        throw new IllegalStateException("the memory was given back already");
      }
      return bytes;
    }

    @Override
    public void release() {
      Window held = window;
      if (held == null) {
        throw new IllegalStateException("the memory was given back already");
      }
      window = null;
      held.giveBack();
    }
  }
}
