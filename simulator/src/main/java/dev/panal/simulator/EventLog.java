package dev.panal.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Everything that could be observed in a run, as one running SHA-256. Two runs went the same way
/// exactly if their hashes are equal.
public final class EventLog {
  private static final int BUFFER_BYTES = 16 * 1024;

  /// A record without its text: time, host, kind, two numbers, length of the text.
  private static final int FIXED_BYTES = 8 + 4 + 4 + 8 + 8 + 4;

  private static final byte[] EMPTY = {};

  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final MessageDigest digest;
  private @Nullable Consumer<String> trace;
  private long count;

  EventLog() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// What can be observed.
  public enum What {
    CONNECT(1),
    ACCEPT(2),
    BYTES(3),
    CLOSED(4),
    DATAGRAM(5),
    DATAGRAM_LOST(6),
    RESOLVED(7),
    HTTP(8),
    DISK(9),
    START(10),
    END(11),
    LINK(12),
    NOTE(13);

    private final int code;

    What(int code) {
      this.code = code;
    }
  }

  /// Also hands every record to `reader` as a line; for finding where two runs part.
  public void trace(Consumer<String> reader) {
    trace = reader;
  }

  /// The number of records so far.
  public long count() {
    return count;
  }

  /// The hash of all records so far, in hexadecimal.
  public String hash() {
    flush();
    try {
      MessageDigest soFar = (MessageDigest) digest.clone();
      return HexFormat.of().formatHex(soFar.digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the SHA-256 of every Java can be cloned", e);
    }
  }

  void add(long nanos, int host, What what, long a, long b) {
    add(nanos, host, what, a, b, "");
  }

  void add(long nanos, int host, What what, long a, long b, String text) {
    byte[] bytes = text.isEmpty() ? EMPTY : text.getBytes(UTF_8);
    if (buffer.remaining() < FIXED_BYTES) {
      flush();
    }
    buffer.putLong(nanos).putInt(host).putInt(what.code);
    buffer.putLong(a).putLong(b).putInt(bytes.length);
    if (bytes.length > buffer.remaining()) {
      flush();
      digest.update(bytes);
    } else {
      buffer.put(bytes);
    }
    count++;
    if (trace != null) {
      trace.accept(nanos + " host " + host + " " + what + " " + a + " " + b + " " + text);
    }
  }

  private void flush() {
    digest.update(buffer.flip());
    buffer.clear();
  }
}
