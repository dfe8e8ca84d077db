package dev.panal.app.hash;

import dev.panal.io.Disk.DiskFile;
import dev.panal.io.Disk.Span;
import dev.panal.wire.metainfo.FileEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the bytes of a torrent lie on this disk.
///
/// @param entries in the order of their bytes, without gaps
/// @param files one for each entry; empty for padding
public record Layout(List<FileEntry> entries, List<Optional<DiskFile>> files) {
  public Layout {
    if (entries.size() != files.size()) {
      throw new IllegalArgumentException(entries.size() + " entries, " + files.size() + " files");
    }
  }

  public long length() {
    if (entries.isEmpty()) {
      return 0;
    }
    FileEntry last = entries.getLast();
    return last.offset() + last.length();
  }

  /// The first entry that has a byte at or after `offset`.
  public int entryAt(long offset) {
    int low = 0;
    int high = entries.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      FileEntry entry = entries.get(middle);
      if (entry.offset() + entry.length() > offset) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /// The bytes from `offset`, `length` of them.
  public List<Span> spans(long offset, int length) {
    List<Span> spans = new ArrayList<>();
    long at = offset;
    long end = offset + length;
    for (int i = entryAt(offset); at < end; i++) {
      FileEntry entry = entries.get(i);
      int part = (int) (Math.min(end, entry.offset() + entry.length()) - at);
      if (part > 0) {
        Optional<DiskFile> file = files.get(i);
        spans.add(
            file.isPresent()
                ? new Span.InFile(file.get(), at - entry.offset(), part)
                : new Span.Zeros(part));
        at += part;
      }
    }
    return spans;
  }
}
