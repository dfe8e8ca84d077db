package dev.panal.wire.tracker;

import dev.panal.wire.ProtocolException;
import java.net.InetAddress;
import java.util.Optional;

/// The query of HTTP trackers. Its values are bytes, not text: a value is held as a string of which
/// every character is one byte.
final class QueryParameters {
  /// Room for a scrape of [ScrapeRequest#MAX_INFO_HASHES] with every byte escaped, and more.
  static final int MAX_LENGTH = 16 * 1024;

  private static final String HEX = "0123456789ABCDEF";

  private QueryParameters() {}

  @FunctionalInterface
  interface Receiver {
    void parameter(String name, String value);
  }

  /// Hands over every parameter that has a name, in order.
  ///
  /// @param rawQuery as it stood in the request line, without the question mark
  /// @throws ProtocolException if it is too long or cannot be decoded
  static void decode(String rawQuery, Receiver receiver) {
    if (rawQuery.length() > MAX_LENGTH) {
      throw new ProtocolException("query: longer than " + MAX_LENGTH);
    }
    int at = 0;
    while (at < rawQuery.length()) {
      int end = rawQuery.indexOf('&', at);
      end = end < 0 ? rawQuery.length() : end;
      int equals = rawQuery.indexOf('=', at);
      if (equals > at && equals < end) {
        receiver.parameter(
            rawQuery.substring(at, equals), unescape(rawQuery.substring(equals + 1, end)));
      }
      at = end + 1;
    }
  }

  /// A plus is a space: who leaves it unescaped fills in forms, where it means that.
  private static String unescape(String value) {
    if (value.indexOf('%') < 0 && value.indexOf('+') < 0) {
      return onlyBytes(value);
    }
    StringBuilder bytes = new StringBuilder(value.length());
    int at = 0;
    while (at < value.length()) {
      char c = value.charAt(at);
      if (c == '%') {
        int high = at + 2 < value.length() ? Character.digit(value.charAt(at + 1), 16) : -1;
        int low = at + 2 < value.length() ? Character.digit(value.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new ProtocolException("query: incomplete escape");
        }
        c = (char) (high << 4 | low);
        at += 2;
      } else if (c == '+') {
        c = ' ';
      }
      bytes.append(c);
      at++;
    }
    return onlyBytes(bytes.toString());
  }

  private static String onlyBytes(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 0xff) {
        throw new ProtocolException("query: a character is no byte");
      }
    }
    return value;
  }

  /// Appends `name=value`, after an ampersand if it is not the first.
  static void append(StringBuilder query, String name, String value) {
    appendName(query, name);
    for (int i = 0; i < value.length(); i++) {
      escape(query, value.charAt(i));
    }
  }

  static void append(StringBuilder query, String name, byte[] value) {
    appendName(query, name);
    for (byte b : value) {
      escape(query, (char) (b & 0xff));
    }
  }

  private static void appendName(StringBuilder query, String name) {
    if (!query.isEmpty()) {
      query.append('&');
    }
    query.append(name).append('=');
  }

  private static void escape(StringBuilder query, char c) {
    boolean plain =
        (c >= 'a' && c <= 'z')
            || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9')
            || "-._~".indexOf(c) >= 0;
    if (plain) {
      query.append(c);
    } else {
      query.append('%').append(HEX.charAt(c >>> 4 & 0xf)).append(HEX.charAt(c & 0xf));
    }
  }

  /// @throws ProtocolException unless `value` is a decimal number
  static long number(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new ProtocolException(name + ": not a number");
    }
  }

  /// The literal address in `value`, with a port or without. Names and nonsense are empty: the
  /// parameter is a hint, and nothing is looked up for a stranger.
  static Optional<InetAddress> address(String value) {
    String host = value;
    if (value.startsWith("[")) {
      int end = value.indexOf(']');
      host = end < 0 ? value : value.substring(1, end);
    } else if (value.indexOf(':') >= 0 && value.indexOf(':') == value.lastIndexOf(':')) {
      host = value.substring(0, value.indexOf(':'));
    }
    if (host.isEmpty() || host.indexOf('%') >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
