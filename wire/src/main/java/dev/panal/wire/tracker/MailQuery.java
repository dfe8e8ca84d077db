package dev.panal.wire.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A peer's request for its messages, as the query of an HTTP request. An invention of ours, in the
/// words of the announce: who can announce can ask.
///
/// @param key what the peer announces itself with
/// @param after messages after this sequence number are wanted; those before are not needed any
///   more
/// @param waitSeconds how long the server may wait for a message; empty leaves it to the server
public record MailQuery(
    InfoHash infoHash, PeerId peerId, int key, long after, OptionalInt waitSeconds) {
  private static final int MAX_WAIT_SECONDS = 3600;

  public MailQuery {
    if (after < 0 || waitSeconds.orElse(0) < 0 || waitSeconds.orElse(0) > MAX_WAIT_SECONDS) {
      throw new IllegalArgumentException("after " + after + ", wait " + waitSeconds);
    }
  }

  /// The raw query, without the question mark.
  public String encode() {
    StringBuilder query = new StringBuilder(200);
    QueryParameters.append(query, "info_hash", infoHash.bytes());
    QueryParameters.append(query, "peer_id", peerId.bytes());
    QueryParameters.append(query, "key", HexFormat.of().toHexDigits(key));
    QueryParameters.append(query, "after", Long.toString(after));
    waitSeconds.ifPresent(
        seconds -> QueryParameters.append(query, "wait", Integer.toString(seconds)));
    return query.toString();
  }

  /// Info-hash and peer id may be 20 bytes, as in an announce, or 40 hexadecimal digits. Unknown
  /// parameters are ignored.
  ///
  /// @param rawQuery as it stood in the request line, without the question mark
  /// @throws ProtocolException if something is missing or wrong; names it
  public static MailQuery decode(String rawQuery) {
    Fields fields = new Fields();
    QueryParameters.decode(rawQuery, fields);
    return fields.query();
  }

  /// The 20 bytes that `value` stands for.
  ///
  /// @param value 20 characters that are bytes, or 40 hexadecimal digits
  /// @throws ProtocolException if it is neither; names `name`
  private static byte[] twenty(String name, String value) {
    if (value.length() == InfoHash.LENGTH) {
      return value.getBytes(StandardCharsets.ISO_8859_1);
    }
    if (value.length() == 2 * InfoHash.LENGTH
        && value.chars().allMatch(c -> HexFormat.isHexDigit(c))) {
      return HexFormat.of().parseHex(value);
    }
    throw new ProtocolException(name + ": must be 20 bytes or 40 hexadecimal digits");
  }

  private static final class Fields implements QueryParameters.Receiver {
    private @Nullable InfoHash infoHash;
    private @Nullable PeerId peerId;
    private @Nullable Integer key;
    private long after;
    private OptionalInt wait = OptionalInt.empty();

    @Override
    public void parameter(String name, String value) {
      switch (name) {
        case "info_hash" -> infoHash = InfoHash.of(twenty(name, value));
        case "peer_id" -> peerId = PeerId.of(twenty(name, value));
        case "key" -> key = AnnounceQuery.key(value);
        case "after" -> after = notNegative(name, value);
        case "wait" ->
            wait = OptionalInt.of((int) Math.min(notNegative(name, value), MAX_WAIT_SECONDS));
        default -> {}
      }
    }

    private static long notNegative(String name, String value) {
      long number = QueryParameters.number(name, value);
      if (number < 0) {
        throw new ProtocolException(name + ": negative");
      }
      return number;
    }

    MailQuery query() {
      if (infoHash == null) {
        throw new ProtocolException("info_hash: missing");
      }
      if (peerId == null) {
        throw new ProtocolException("peer_id: missing");
      }
      if (key == null) {
        throw new ProtocolException("key: missing");
      }
      return new MailQuery(infoHash, peerId, key, after, wait);
    }
  }
}
