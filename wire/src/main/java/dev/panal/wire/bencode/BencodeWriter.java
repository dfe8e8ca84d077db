package dev.panal.wire.bencode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes bencode, value after value:
///
/// ```java
/// new BencodeWriter().dict().key("interval").integer(1800).key("peers").string(peers).end().bytes()
/// ```
///
/// Keys must come in their order (as unsigned bytes), each with one value, and all must be closed:
/// anything else is a bug of the caller and an [IllegalStateException]. Not for several threads.
public final class BencodeWriter {
  private byte[] out = new byte[256];
  private int size;

  /// For each open list or dictionary, outermost first: where its last key is in `out` (from, to).
  /// -1 in a list; an empty range in a dictionary before its first key.
  private int[] keyFrom = new int[8];

  private int[] keyTo = new int[8];
  private boolean[] valueDue = new boolean[8];
  private int depth;
  private boolean done;

  public BencodeWriter() {}

  /// Opens a dictionary.
  public BencodeWriter dict() {
    return open('d', 0);
  }

  /// Opens a list.
  public BencodeWriter list() {
    return open('l', -1);
  }

  /// Closes what was opened last.
  public BencodeWriter end() {
    if (depth == 0 || valueDue[depth - 1]) {
      throw new IllegalStateException(depth == 0 ? "nothing is open" : "a key has no value");
    }
    depth--;
    put('e');
    done = depth == 0;
    return this;
  }

  /// The key of the value that comes next, in UTF-8.
  public BencodeWriter key(String key) {
    return key(key.getBytes(StandardCharsets.UTF_8));
  }

  /// The key of the value that comes next.
  public BencodeWriter key(byte[] key) {
    int level = depth - 1;
    if (depth == 0 || keyFrom[level] < 0 || valueDue[level]) {
      throw new IllegalStateException("no place for a key");
    }
    boolean first = keyFrom[level] == 0;
    int order =
        first ? -1 : Arrays.compareUnsigned(out, keyFrom[level], keyTo[level], key, 0, key.length);
    if (order >= 0) {
      throw new IllegalStateException(
          "key out of order: " + new String(key, StandardCharsets.UTF_8));
    }
    bytes(key, 0, key.length);
    keyFrom[level] = size - key.length;
    keyTo[level] = size;
    valueDue[level] = true;
    return this;
  }

  public BencodeWriter integer(long value) {
    beforeValue();
    put('i');
    digits(value);
    put('e');
    return this;
  }

  /// A string in UTF-8.
  public BencodeWriter string(String value) {
    return string(value.getBytes(StandardCharsets.UTF_8));
  }

  public BencodeWriter string(byte[] value) {
    return string(value, 0, value.length);
  }

  /// A string of the bytes of `value` from `from` up to `to`.
  public BencodeWriter string(byte[] value, int from, int to) {
    beforeValue();
    bytes(value, from, to);
    return this;
  }

  /// A value exactly as it was decoded.
  public BencodeWriter value(BValue value) {
    byte[] encoded = value.encoded();
    return raw(encoded, 0, encoded.length);
  }

  /// A value that is encoded already: the bytes of `encoded` from `from` up to `to`, unchecked.
  public BencodeWriter raw(byte[] encoded, int from, int to) {
    beforeValue();
    put(encoded, from, to);
    return this;
  }

  /// What was written, a copy.
  public byte[] bytes() {
    if (!done) {
      throw new IllegalStateException("not complete");
    }
    return Arrays.copyOf(out, size);
  }

  private BencodeWriter open(char kind, int key) {
    beforeValue();
    if (depth == keyFrom.length) {
      keyFrom = Arrays.copyOf(keyFrom, depth * 2);
      keyTo = Arrays.copyOf(keyTo, depth * 2);
      valueDue = Arrays.copyOf(valueDue, depth * 2);
    }
    keyFrom[depth] = key;
    keyTo[depth] = key;
    valueDue[depth] = false;
    depth++;
    done = false;
    put(kind);
    return this;
  }

  private void beforeValue() {
    if (done) {
      throw new IllegalStateException("complete already");
    }
    if (depth == 0) {
      done = true;
    } else if (keyFrom[depth - 1] >= 0) {
      if (!valueDue[depth - 1]) {
        throw new IllegalStateException("a value needs a key");
      }
      valueDue[depth - 1] = false;
    }
  }

  private void bytes(byte[] value, int from, int to) {
    digits(to - from);
    put(':');
    put(value, from, to);
  }

  private void digits(long number) {
    byte[] digits = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    put(digits, 0, digits.length);
  }

  private void put(int b) {
    grow(1);
    out[size++] = (byte) b;
  }

  private void put(byte[] bytes, int from, int to) {
    grow(to - from);
    System.arraycopy(bytes, from, out, size, to - from);
    size += to - from;
  }

  private void grow(int more) {
    if (more > out.length - size) {
      out =
          Arrays.copyOf(
              out,
              Math.max(
                  Math.addExact(size, more),
                  (int) Math.min(out.length * 2L, Integer.MAX_VALUE - 8)));
    }
  }
}
