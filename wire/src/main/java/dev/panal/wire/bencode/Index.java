package dev.panal.wire.bencode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Where every value of an input begins, in the order of the input.
///
/// A string or an integer takes one entry, its offset. A list or a dictionary takes two: its
/// offset, and the number of the entry that follows its last element, which is what makes it
/// possible to step over it. Elements follow at once; those of a dictionary are key, value, key,
/// value. So the index of the most crowded input is four bytes a value, and no value is an object
/// before it is asked for. Entries are kept in chunks, so that a growing index leaves no garbage.
final class Index {
  private static final int CHUNK_BITS = 14;
  private static final int CHUNK = 1 << CHUNK_BITS;

  /// Longest text of the input that goes into a message.
  private static final int EXCERPT_BYTES = 40;

  private final String name;
  private final byte[] in;
  private final int chunkLength;
  private int[][] chunks = new int[1][];
  private int size;

  Index(String name, byte[] in, Limits limits) {
    this.name = name;
    this.in = in;
    // The shortest value has two bytes and the shortest list two bytes and two entries, so there
    // are
    // no more entries than bytes: a small message gets a small index.
    this.chunkLength = Math.min(CHUNK, Math.min(in.length, limits.values()) + 2);
  }

  byte[] in() {
    return in;
  }

  int size() {
    return size;
  }

  void add(int entry) {
    int chunk = size >> CHUNK_BITS;
    if ((size & (CHUNK - 1)) == 0) {
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunk * 2);
      }
      chunks[chunk] = new int[chunkLength];
    }
    chunks[chunk][size & (CHUNK - 1)] = entry;
    size++;
  }

  private int get(int at) {
    return chunks[at >> CHUNK_BITS][at & (CHUNK - 1)];
  }

  /// Notes that the elements of the list or dictionary `at` end before entry `next`.
  void close(int at, int next) {
    chunks[(at + 1) >> CHUNK_BITS][(at + 1) & (CHUNK - 1)] = next;
  }

  int offset(int at) {
    return get(at);
  }

  /// The byte that tells what entry `at` is: `i`, `l`, `d` or a digit.
  int kind(int at) {
    return in[get(at)];
  }

  /// The view of entry `at`.
  BValue value(int at) {
    return switch (kind(at)) {
      case 'i' -> new BInt(this, at);
      case 'l' -> new BList(this, at);
      case 'd' -> new BDict(this, at);
      default -> new BString(this, at);
    };
  }

  /// The exact bytes of the value `at`.
  byte[] encoded(int at) {
    return Arrays.copyOfRange(in, offset(at), end(at));
  }

  private boolean holdsOthers(int at) {
    int kind = kind(at);
    return kind == 'l' || kind == 'd';
  }

  /// The entry of the first element of the list or dictionary `at`, if it has one.
  int first(int at) {
    return at + 2;
  }

  /// The entry after the value `at` and all that is in it.
  int next(int at) {
    return holdsOthers(at) ? get(at + 1) : at + 1;
  }

  /// Offset of the byte after the value `at`.
  int end(int at) {
    int closing = 0;
    int last = at;
    while (holdsOthers(last)) {
      closing++;
      int next = next(last);
      int child = first(last);
      if (child == next) {
        return offset(last) + 1 + closing;
      }
      while (next(child) != next) {
        child = next(child);
      }
      last = child;
    }
    int i = offset(last);
    if (in[i] == 'i') {
      while (in[i] != 'e') {
        i++;
      }
      return i + 1 + closing;
    }
    while (in[i] != ':') {
      i++;
    }
    return i + 1 + stringLength(last) + closing;
  }

  int stringLength(int at) {
    int length = 0;
    for (int i = get(at); in[i] != ':'; i++) {
      length = length * 10 + (in[i] - '0');
    }
    return length;
  }

  /// Whether the string `at` is `text`, which is ASCII.
  boolean isString(int at, String text) {
    int length = 0;
    int i = get(at);
    for (; in[i] != ':'; i++) {
      length = length * 10 + (in[i] - '0');
    }
    if (length != text.length()) {
      return false;
    }
    for (int k = 0; k < length; k++) {
      if (in[i + 1 + k] != text.charAt(k)) {
        return false;
      }
    }
    return true;
  }

  /// FNV-1a of the content of the string `at`.
  int stringHash(int at) {
    int end = end(at);
    int hash = 0x811c9dc5;
    for (int i = end - stringLength(at); i < end; i++) {
      hash = (hash ^ in[i]) * 0x01000193;
    }
    return hash;
  }

  /// Compares the strings `a` and `b` byte by byte.
  int compareStrings(int a, int b) {
    int aEnd = end(a);
    int bEnd = end(b);
    return Arrays.compareUnsigned(
        in, aEnd - stringLength(a), aEnd, in, bEnd - stringLength(b), bEnd);
  }

  /// The way from the outermost value to entry `target`: `info.files[3].length`. Works on an index
  /// that is not complete, too, as long as what is open has its end set beyond all entries.
  String where(int target) {
    StringBuilder where = new StringBuilder(name);
    int at = 0;
    while (at != target) {
      boolean list = kind(at) == 'l';
      int child = first(at);
      int number = 0;
      while (child < target) {
        int value = list ? child : child + 1;
        if (value >= target || (value < size && next(value) > target)) {
          break;
        }
        child = next(value);
        number++;
      }
      if (list) {
        where.append('[').append(number).append(']');
        at = child;
      } else if (child >= target) {
        return where.toString();
      } else {
        int keyEnd = end(child);
        where.append(where.isEmpty() ? "" : ".");
        int keyFrom = keyEnd - stringLength(child);
        where.append(keyFrom == keyEnd ? "''" : excerpt(keyFrom, keyEnd));
        at = child + 1;
      }
    }
    return where.toString();
  }

  /// Bytes `from` to `to` of the input for a message: short and printable.
  String excerpt(int from, int to) {
    int end = Math.min(to, from + EXCERPT_BYTES);
    StringBuilder text = new StringBuilder();
    for (char c : new String(in, from, end - from, StandardCharsets.UTF_8).toCharArray()) {
      text.append(Character.isLetterOrDigit(c) || (c >= 0x20 && c < 0x7f) ? c : '?');
    }
    return end < to ? text + "…" : text.toString();
  }
}
