package dev.panal.wire.bencode;

import dev.panal.wire.ProtocolException;
import java.util.Arrays;

/// Checks an input and fills its [Index], in one go from front to back. What is open is on a stack
/// of its own, so depth costs a few bytes and is limited by number, not by the stack of the thread.
// The name is java.util's too, which nothing in wire has a use for.
@SuppressWarnings("JavaUtilScanner")
final class Scanner {
  /// How many keys of one dictionary may share a hash of 32 bits: among the millions that fit the
  /// largest input, chance makes three; more are made to keep us busy.
  private static final int SAME_HASH = 16;

  private final Index index;
  private final Limits limits;
  private final byte[] in;
  private int pos;

  /// The lists and dictionaries that are open, as entries of the index; `depth` of them.
  private int[] open = new int[8];

  /// For the dictionaries among them: where the content of the last key is, from and to; -1 and -1
  /// before the first.
  private int[] keyFrom = new int[8];

  private int[] keyTo = new int[8];

  /// For the dictionaries among them: whether that key waits for its value.
  private boolean[] valueDue = new boolean[8];

  /// For the dictionaries among them: whether all keys so far came in order.
  private boolean[] sorted = new boolean[8];

  private int depth;

  Scanner(Index index, Limits limits) {
    this.index = index;
    this.limits = limits;
    this.in = index.in();
  }

  /// Reads the one value that begins at byte `from`.
  void scan(int from) {
    if (in.length > limits.inputBytes()) {
      throw fault("longer than " + limits.inputBytes() + " bytes");
    }
    pos = from;
    do {
      byte c = peek();
      if (depth > 0 && c == 'e') {
        close();
      } else if (keyDue()) {
        key(c);
      } else {
        value(c);
      }
    } while (depth > 0);
  }

  private boolean keyDue() {
    return depth > 0 && in[index.offset(open[depth - 1])] == 'd' && !valueDue[depth - 1];
  }

  private void key(byte c) {
    if (c < '0' || c > '9') {
      throw fault("a key must be a string");
    }
    int level = depth - 1;
    int key = index.size();
    int from = string();
    if (keyFrom[level] >= 0) {
      int order = Arrays.compareUnsigned(in, keyFrom[level], keyTo[level], in, from, pos);
      if (order == 0) {
        throw twice(key);
      }
      sorted[level] &= order < 0;
    }
    keyFrom[level] = from;
    keyTo[level] = pos;
    valueDue[level] = true;
  }

  private void value(byte c) {
    if (depth > 0) {
      valueDue[depth - 1] = false;
    }
    switch (c) {
      case 'i' -> integer();
      case 'l', 'd' -> open();
      case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> string();
      default -> throw fault("no value begins with byte 0x" + Integer.toHexString(c & 0xff));
    }
  }

  private void open() {
    if (depth == limits.depth()) {
      throw fault("nested deeper than " + limits.depth());
    }
    if (depth == open.length) {
      open = Arrays.copyOf(open, depth * 2);
      keyFrom = Arrays.copyOf(keyFrom, depth * 2);
      keyTo = Arrays.copyOf(keyTo, depth * 2);
      valueDue = Arrays.copyOf(valueDue, depth * 2);
      sorted = Arrays.copyOf(sorted, depth * 2);
    }
    open[depth] = index.size();
    keyFrom[depth] = -1;
    keyTo[depth] = -1;
    valueDue[depth] = false;
    sorted[depth] = true;
    add(pos);
    add(Integer.MAX_VALUE);
    pos++;
    depth++;
  }

  private void close() {
    int level = depth - 1;
    if (valueDue[level]) {
      throw fault("the value is missing");
    }
    if (!sorted[level]) {
      refuseTwins(open[level]);
    }
    index.close(open[level], index.size());
    pos++;
    depth--;
  }

  private void integer() {
    int start = pos;
    int digits = start + 1;
    pos++;
    if (peek() == '-') {
      digits++;
      pos++;
    }
    while (peek() >= '0' && peek() <= '9') {
      pos++;
    }
    if (in[pos] != 'e' || pos == digits) {
      throw fault("malformed integer");
    }
    if (in[digits] == '0' && (pos - digits > 1 || digits - start > 1)) {
      throw fault("integer with a leading zero or a negative zero");
    }
    pos++;
    add(start);
  }

  /// Returns where the content begins; it ends at `pos`.
  private int string() {
    int start = pos;
    long length = 0;
    while (peek() >= '0' && peek() <= '9') {
      length = length * 10 + (in[pos] - '0');
      if (length > limits.stringBytes()) {
        throw fault("string longer than " + limits.stringBytes() + " bytes");
      }
      pos++;
    }
    if (in[pos] != ':') {
      throw fault("malformed length of a string");
    }
    if (in[start] == '0' && pos - start > 1) {
      throw fault("length of a string with a leading zero");
    }
    pos++;
    if (length > in.length - pos) {
      throw fault("ends within a string of " + length + " bytes");
    }
    pos += (int) length;
    add(start);
    return pos - (int) length;
  }

  private byte peek() {
    if (pos >= in.length) {
      throw fault("ends too early");
    }
    return in[pos];
  }

  private void add(int entry) {
    if (index.size() >= limits.values()) {
      throw fault("more than " + limits.values() + " values");
    }
    index.add(entry);
  }

  /// Finds a key that comes twice in the dictionary `dict`, whose keys are not in order: equal keys
  /// have equal hashes, so after sorting by hash they are neighbours. Sorted as longs, since a
  /// library would want an object for each key.
  private void refuseTwins(int dict) {
    int end = index.size();
    int count = 0;
    for (int key = index.first(dict); key < end; key = index.next(key + 1)) {
      count++;
    }
    long[] keys = new long[count];
    count = 0;
    for (int key = index.first(dict); key < end; key = index.next(key + 1)) {
      keys[count++] = (long) index.stringHash(key) << 32 | key;
    }
    Arrays.sort(keys);
    for (int i = 0; i < count; i++) {
      for (int k = i + 1; k < count && keys[i] >> 32 == keys[k] >> 32; k++) {
        if (index.compareStrings((int) keys[i], (int) keys[k]) == 0) {
          throw twice((int) keys[k]);
        }
        if (k - i > SAME_HASH) {
          throw fault("keys made to have the same hash");
        }
      }
    }
  }

  private ProtocolException twice(int key) {
    int end = index.end(key);
    return fault("the key '" + index.excerpt(end - index.stringLength(key), end) + "' comes twice");
  }

  private ProtocolException fault(String reason) {
    String where = index.size() == 0 ? "" : index.where(index.size());
    String place = where.isEmpty() ? "" : where + ": ";
    return new ProtocolException(place + reason + " (at byte " + pos + ")");
  }
}
