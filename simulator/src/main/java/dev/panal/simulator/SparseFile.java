package dev.panal.simulator;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A virtual file. A page that was never written is zeros; one that holds what the file is expected
/// to hold in the end costs one bit; only other pages cost memory.
final class SparseFile {
  static final int PAGE_BYTES = 16 * 1024;

  private final @Nullable Content expected;
  private final BitSet asExpected = new BitSet();
  private final Map<Integer, byte[]> pages = new HashMap<>();
  private final byte[] scratch = new byte[PAGE_BYTES];
  private long length;
  private long reservedBytes;
  private long modifiedMillis;

  SparseFile(@Nullable Content expected, long nowMillis) {
    this.expected = expected;
    this.modifiedMillis = nowMillis;
  }

  long length() {
    return length;
  }

  long modifiedMillis() {
    return modifiedMillis;
  }

  /// What it takes of its disk.
  long usedBytes() {
    return Math.max(reservedBytes, (long) (pages.size() + asExpected.cardinality()) * PAGE_BYTES);
  }

  /// How much [#usedBytes()] would grow by a write.
  long growth(long offset, int bytes) {
    if (bytes == 0) {
      return 0;
    }
    long fresh = 0;
    for (int page = page(offset); page <= page(offset + bytes - 1); page++) {
      if (!asExpected.get(page) && !pages.containsKey(page)) {
        fresh += PAGE_BYTES;
      }
    }
    long touched = (long) (pages.size() + asExpected.cardinality()) * PAGE_BYTES + fresh;
    return Math.max(0, touched - usedBytes());
  }

  void lengthen(long to, long nowMillis) {
    if (to > length) {
      length = to;
      modifiedMillis = nowMillis;
    }
  }

  /// Takes all blocks up to `bytes`.
  void reserve(long bytes) {
    reservedBytes = Math.max(reservedBytes, bytes);
  }

  /// Makes the whole file what it is expected to be.
  void complete(long to) {
    length = to;
    pages.clear();
    asExpected.set(0, (int) ((to + PAGE_BYTES - 1) / PAGE_BYTES));
  }

  void write(long offset, ByteBuffer bytes, long nowMillis) {
    long at = offset;
    modifiedMillis = nowMillis;
    length = Math.max(length, offset + bytes.remaining());
    while (bytes.hasRemaining()) {
      int page = page(at);
      int first = (int) (at % PAGE_BYTES);
      int part = Math.min(bytes.remaining(), PAGE_BYTES - first);
      byte[] content = new byte[PAGE_BYTES];
      if (part < PAGE_BYTES) {
        fillFrom(page, content);
      }
      bytes.get(content, first, part);
      boolean pageIsDone = first + part == PAGE_BYTES || at + part == length;
      if (pageIsDone && isAsExpected(page, content)) {
        pages.remove(page);
        asExpected.set(page);
      } else {
        asExpected.clear(page);
        pages.put(page, content);
      }
      at += part;
    }
  }

  void read(long offset, ByteBuffer into, int bytes) {
    long at = offset;
    long end = offset + bytes;
    while (at < end) {
      int page = page(at);
      int first = (int) (at % PAGE_BYTES);
      int part = (int) Math.min(end - at, PAGE_BYTES - first);
      byte[] kept = pages.get(page);
      if (kept != null) {
        into.put(kept, first, part);
      } else {
        fillFrom(page, scratch);
        into.put(scratch, first, part);
      }
      at += part;
    }
  }

  /// Turns one bit round, behind everybody's back: the time of modification stays.
  void rot(long offset) {
    int page = page(offset);
    byte[] content = new byte[PAGE_BYTES];
    fillFrom(page, content);
    content[(int) (offset % PAGE_BYTES)] ^= 1;
    asExpected.clear(page);
    pages.put(page, content);
  }

  private boolean isAsExpected(int page, byte[] content) {
    if (expected == null) {
      return false;
    }
    long start = (long) page * PAGE_BYTES;
    int used = (int) Math.min(PAGE_BYTES, length - start);
    expected.fill(start, scratch, 0, used);
    return Arrays.equals(content, 0, used, scratch, 0, used);
  }

  /// The content of a page as it stands; beyond the end of the file anything.
  private void fillFrom(int page, byte[] target) {
    byte[] kept = pages.get(page);
    if (kept != null) {
      System.arraycopy(kept, 0, target, 0, PAGE_BYTES);
    } else if (expected != null && asExpected.get(page)) {
      expected.fill((long) page * PAGE_BYTES, target, 0, PAGE_BYTES);
    } else {
      Arrays.fill(target, (byte) 0);
    }
  }

  private static int page(long offset) {
    return (int) (offset / PAGE_BYTES);
  }
}
