package dev.panal.platform;

import dev.panal.io.Disk.Span;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads spans one after the other, as much at a time as there is room for.
final class SpanStream {
  private final OpenFiles files;
  private final List<Span> spans;
  private int index;

  /// Of the span at `index`.
  private int done;

  SpanStream(OpenFiles files, List<Span> spans) {
    this.files = files;
    this.spans = spans;
  }

  /// The one that is read next, if it is a file.
  @Nullable FileOnDisk file() {
    return index < spans.size() && spans.get(index) instanceof Span.InFile part
        ? (FileOnDisk) part.file()
        : null;
  }

  /// Fills `into`, unless the spans end before it is full.
  ///
  /// @throws DiskFault that names the file; one that is too short has changed
  void read(ByteBuffer into) throws DiskFault {
    int end = into.limit();
    while (into.position() < end && index < spans.size()) {
      Span span = spans.get(index);
      int count = Math.min(end - into.position(), span.length() - done);
      into.limit(into.position() + count);
      if (span instanceof Span.InFile part) {
        read(part, into);
      } else {
        MemorySegment.ofBuffer(into).fill((byte) 0);
        into.position(into.limit());
      }
      into.limit(end);
      done += count;
      if (done == span.length()) {
        index++;
        done = 0;
      }
    }
  }

  private void read(Span.InFile part, ByteBuffer into) throws DiskFault {
    FileOnDisk file = (FileOnDisk) part.file();
    try (OpenFiles.Handle handle = files.acquire(file, OpenFiles.Mode.READ)) {
      readFully(handle.channel(), into, part.offset() + done);
    } catch (IOException e) {
      throw DiskFault.of(file.path(), e, 0);
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long offset)
      throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        throw new EOFException();
      }
      at += count;
    }
  }
}
