package dev.panal.wire.bencode;

import dev.panal.wire.ProtocolException;

/// Reads bencode.
///
/// Taken: dictionaries whose keys are not sorted, and integers of any size (they fail where they
/// are used, if they do not fit). Refused: a key that comes twice, leading zeros, `-0`, bytes after
/// the end. No method keeps state; the input array is kept by the values and must not be written
/// to.
public final class Bencode {
  private Bencode() {}

  /// Reads one value that fills all of `in`.
  ///
  /// @throws ProtocolException if `in` is not exactly one value, or over a limit
  public static BValue decode(byte[] in, Limits limits) {
    return decode("", in, limits);
  }

  /// As [#decode(byte[], Limits)], for a value that is itself a field: `name` is put before the
  /// names of fields in messages.
  public static BValue decode(String name, byte[] in, Limits limits) {
    BValue value = decodePrefix(name, in, 0, limits);
    if (value.end() != in.length) {
      throw new ProtocolException("byte " + value.end() + ": something follows after the end");
    }
    return value;
  }

  /// Reads the value that starts at byte `from`; [BValue#end()] tells where it ended. For messages
  /// in which other bytes follow (BEP 9).
  ///
  /// @throws ProtocolException if there is no value there, or it is over a limit
  public static BValue decodePrefix(byte[] in, int from, Limits limits) {
    return decodePrefix("", in, from, limits);
  }

  private static BValue decodePrefix(String name, byte[] in, int from, Limits limits) {
    Index index = new Index(name, in, limits);
    new Scanner(index, limits).scan(from);
    return index.value(0);
  }
}
