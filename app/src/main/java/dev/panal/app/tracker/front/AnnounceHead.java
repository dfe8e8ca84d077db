package dev.panal.app.tracker.front;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The head of an announce over HTTP/1, if it is one that needs no more than its first line: all
/// else, and whatever looks odd, is for the server, which knows the whole protocol.
///
/// @param query what follows the `?`, as it was sent; null if there was none
/// @param keepAlive whether the client would ask again on this connection
/// @param http10 whether it speaks HTTP/1.0, which has to be told that the connection stays
/// @param gzip whether the answer may be compressed
record AnnounceHead(
    String path, @Nullable String query, boolean keepAlive, boolean http10, boolean gzip) {
  private static final byte[] METHOD = bytes("GET /");
  private static final byte[] HTTP_11 = bytes(" HTTP/1.1");
  private static final byte[] HTTP_10 = bytes(" HTTP/1.0");
  private static final byte[] ANNOUNCE = bytes("/announce");
  private static final int LINE_END = 2;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Reads the remaining bytes, and leaves them where they are.
  ///
  /// @return null unless they are one such head, whole, and nothing else
  static @Nullable AnnounceHead read(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(in.position(), bytes);
    int length = bytes.length;
    if (length < METHOD.length || !matches(bytes, 0, METHOD)) {
      return null;
    }
    int lineEnd = lineEnd(bytes, 0);
    int targetEnd = lineEnd - HTTP_11.length;
    if (targetEnd <= METHOD.length) {
      return null;
    }
    boolean http10 = matches(bytes, targetEnd, HTTP_10);
    if (!http10 && !matches(bytes, targetEnd, HTTP_11)) {
      return null;
    }
    int from = METHOD.length - 1;
    int mark = from;
    while (mark < targetEnd && bytes[mark] != '?') {
      if (bytes[mark] <= ' ' || bytes[mark] == '#') {
        return null;
      }
      mark++;
    }
    if (mark - from < ANNOUNCE.length || !matches(bytes, mark - ANNOUNCE.length, ANNOUNCE)) {
      return null;
    }
    for (int i = mark; i < targetEnd; i++) {
      // A space would be a second one; what is no ASCII may be anything.
      if (bytes[i] <= ' ' || bytes[i] == '#') {
        return null;
      }
    }
    Fields fields = new Fields(!http10);
    if (!fields.read(bytes, lineEnd + LINE_END)) {
      return null;
    }
    return new AnnounceHead(
        text(bytes, from, mark),
        mark == targetEnd ? null : text(bytes, mark + 1, targetEnd),
        fields.keepAlive,
        http10,
        fields.gzip);
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean matches(byte[] bytes, int at, byte[] wanted) {
    if (at < 0 || at + wanted.length > bytes.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /// Where the line that begins at `from` ends with CR and LF, or -1.
  private static int lineEnd(byte[] bytes, int from) {
    for (int i = from; i + 1 < bytes.length; i++) {
      if (bytes[i] == '\r') {
        return bytes[i + 1] == '\n' ? i : -1;
      }
      if (bytes[i] == '\n') {
        return -1;
      }
    }
    return -1;
  }

  /// The lines after the first. Those that say how a body comes or that somebody else asks make the
  /// request one for the server.
  private static final class Fields {
    boolean keepAlive;
    boolean gzip;

    Fields(boolean keepAlive) {
      this.keepAlive = keepAlive;
    }

    /// Whether they end where the bytes end, and none is for the server.
    boolean read(byte[] bytes, int first) {
      int from = first;
      while (true) {
        int end = lineEnd(bytes, from);
        if (end < 0) {
          return false;
        }
        if (end == from) {
          return end + LINE_END == bytes.length;
        }
        int colon = from;
        while (colon < end && bytes[colon] != ':') {
          colon++;
        }
        if (colon == end || colon == from || bytes[from] <= ' ') {
          return false;
        }
        if (!known(bytes, from, colon, end)) {
          return false;
        }
        from = end + LINE_END;
      }
    }

    private boolean known(byte[] bytes, int from, int colon, int end) {
      return switch (bytes[from] | 0x20) {
        case 'c' -> connection(bytes, from, colon, end);
        case 'a' -> {
          if (named(bytes, from, colon, "accept-encoding")) {
            // Whether it is refused by a weight of zero, the server would know.
            String codings = text(bytes, colon + 1, end);
            gzip |= codings.contains("gzip");
            yield !codings.contains(";");
          }
          yield true;
        }
        case 't' ->
            !named(bytes, from, colon, "transfer-encoding")
                && !named(bytes, from, colon, "te")
                && !named(bytes, from, colon, "trailer");
        case 'e' -> !named(bytes, from, colon, "expect");
        case 'u' -> !named(bytes, from, colon, "upgrade");
        default -> true;
      };
    }

    private boolean connection(byte[] bytes, int from, int colon, int end) {
      if (named(bytes, from, colon, "content-length")) {
        return false;
      }
      if (named(bytes, from, colon, "connection")) {
        String value = text(bytes, colon + 1, end).strip();
        if (value.equalsIgnoreCase("close")) {
          keepAlive = false;
        } else if (value.equalsIgnoreCase("keep-alive")) {
          keepAlive = true;
        } else {
          return false;
        }
      }
      return true;
    }

    private static boolean named(byte[] bytes, int from, int to, String name) {
      if (to - from != name.length()) {
        return false;
      }
      for (int i = 0; i < name.length(); i++) {
        if ((bytes[from + i] | 0x20) != name.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }
}
