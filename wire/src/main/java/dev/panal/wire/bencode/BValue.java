package dev.panal.wire.bencode;

import dev.panal.wire.ProtocolException;

/// A decoded value: a view of the input, cheap to make and to drop.
public sealed interface BValue permits BInt, BString, BList, BDict {
  /// Offset in the input of the value's first byte.
  int start();

  /// Offset in the input of the byte after the value's last.
  int end();

  /// The exact bytes of the value as they came, a copy.
  byte[] encoded();

  /// Where the value is, for people: `info.files[3].length`. Empty for the outermost.
  String where();

  /// To throw where the value makes no sense, with its place before `reason`.
  default ProtocolException fault(String reason) {
    String where = where();
    return new ProtocolException(where.isEmpty() ? reason : where + ": " + reason);
  }

  /// `an integer`, `a list` and so on.
  private String kind() {
    return switch (this) {
      case BInt _ -> "an integer";
      case BString _ -> "a string";
      case BList _ -> "a list";
      case BDict _ -> "a dictionary";
    };
  }

  /// This value as an integer.
  ///
  /// @throws ProtocolException if it is something else, or does not fit a long
  default long integer() {
    if (this instanceof BInt integer) {
      return integer.value();
    }
    throw fault("must be an integer, is " + kind());
  }

  /// This value as a string.
  ///
  /// @throws ProtocolException if it is something else
  default BString string() {
    if (this instanceof BString string) {
      return string;
    }
    throw fault("must be a string, is " + kind());
  }

  /// This value as a list.
  ///
  /// @throws ProtocolException if it is something else
  default BList list() {
    if (this instanceof BList list) {
      return list;
    }
    throw fault("must be a list, is " + kind());
  }

  /// This value as a dictionary.
  ///
  /// @throws ProtocolException if it is something else
  default BDict dict() {
    if (this instanceof BDict dict) {
      return dict;
    }
    throw fault("must be a dictionary, is " + kind());
  }
}
