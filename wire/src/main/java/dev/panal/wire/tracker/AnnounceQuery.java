package dev.panal.wire.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import dev.panal.wire.ProtocolException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An announce as the query of an HTTP request (BEP 3, 7, 23).
public final class AnnounceQuery {
  private AnnounceQuery() {}

  /// The raw query, without the question mark.
  public static String encode(AnnounceRequest request) {
    StringBuilder query = new StringBuilder(300);
    TransferTotals totals = request.totals();
    QueryParameters.append(query, "info_hash", request.infoHash().bytes());
    QueryParameters.append(query, "peer_id", request.peerId().bytes());
    append(query, "port", request.port());
    append(query, "uploaded", totals.uploaded());
    append(query, "downloaded", totals.downloaded());
    append(query, "left", totals.left());
    append(query, "corrupt", totals.corrupt());
    QueryParameters.append(query, "key", HexFormat.of().toHexDigits(request.key()));
    if (request.event() != TrackerEvent.NONE) {
      QueryParameters.append(query, "event", request.event().word());
    }
    if (request.numWant() != AnnounceRequest.DEFAULT_NUM_WANT) {
      append(query, "numwant", request.numWant());
    }
    append(query, "compact", request.compact() ? 1 : 0);
    append(query, "no_peer_id", request.noPeerId() ? 1 : 0);
    request.address().ifPresent(address -> append(query, "ip", address));
    request.ipv4().ifPresent(address -> append(query, "ipv4", address));
    request.ipv6().ifPresent(address -> append(query, "ipv6", address));
    request.trackerId().ifPresent(id -> QueryParameters.append(query, "trackerid", id));
    return query.toString();
  }

  private static void append(StringBuilder query, String name, long number) {
    QueryParameters.append(query, name, Long.toString(number));
  }

  private static void append(StringBuilder query, String name, InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    QueryParameters.append(query, name, scope < 0 ? text : text.substring(0, scope));
  }

  /// Reads the query of an announce. Of parameters that come twice the last counts; unknown ones
  /// (passkeys, say) are ignored; negative totals of what was moved count as none.
  ///
  /// @param rawQuery as it stood in the request line, without the question mark
  /// @throws ProtocolException if something that every announce must have is missing or wrong
  public static AnnounceRequest decode(String rawQuery) {
    Fields fields = new Fields();
    QueryParameters.decode(rawQuery, fields);
    return fields.request();
  }

  /// What has been read so far. The number that stands for a key as it is announced: eight
  /// hexadecimal digits by habit, but any text goes.
  ///
  /// @param value decoded, every character a byte
  public static int key(String value) {
    boolean hex = !value.isEmpty() && value.length() <= 8;
    for (int i = 0; i < value.length() && hex; i++) {
      hex = HexFormat.isHexDigit(value.charAt(i));
    }
    return hex ? HexFormat.fromHexDigits(value) : value.hashCode();
  }

  private static final class Fields implements QueryParameters.Receiver {
    private @Nullable InfoHash infoHash;
    private @Nullable PeerId peerId;
    private int port = -1;
    private long uploaded;
    private long downloaded;
    private long left = -1;
    private long corrupt;
    private TrackerEvent event = TrackerEvent.NONE;
    private int numWant = AnnounceRequest.DEFAULT_NUM_WANT;
    private int key;
    private Optional<InetAddress> address = Optional.empty();
    private Optional<Inet4Address> ipv4 = Optional.empty();
    private Optional<Inet6Address> ipv6 = Optional.empty();
    private Optional<String> trackerId = Optional.empty();
    private boolean compact;
    private boolean noPeerId;

    @Override
    public void parameter(String name, String value) {
      switch (name) {
        case "info_hash" -> infoHash = InfoHash.of(bytes(name, value, InfoHash.LENGTH));
        case "peer_id" -> peerId = PeerId.of(bytes(name, value, PeerId.LENGTH));
        case "port" -> port = Math.clamp(QueryParameters.number(name, value), -1, 65536);
        case "uploaded" -> uploaded = QueryParameters.number(name, value);
        case "downloaded" -> downloaded = QueryParameters.number(name, value);
        case "left" -> left = left(value);
        case "corrupt" -> corrupt = QueryParameters.number(name, value);
        case "event" -> event = TrackerEvent.ofWord(value);
        case "numwant" ->
            numWant =
                Math.clamp(
                    QueryParameters.number(name, value),
                    AnnounceRequest.DEFAULT_NUM_WANT,
                    Integer.MAX_VALUE);
        case "key" -> key = key(value);
        case "ip" -> address = QueryParameters.address(value);
        case "ipv4" ->
            ipv4 = QueryParameters.address(value).flatMap(a -> as(Inet4Address.class, a));
        case "ipv6" ->
            ipv6 = QueryParameters.address(value).flatMap(a -> as(Inet6Address.class, a));
        case "trackerid" -> trackerId = Optional.of(value);
        case "compact" -> compact = value.equals("1");
        case "no_peer_id" -> noPeerId = value.equals("1");
        default -> {}
      }
    }

    private static <T extends InetAddress> Optional<T> as(Class<T> family, InetAddress address) {
      return family.isInstance(address) ? Optional.of(family.cast(address)) : Optional.empty();
    }

    private static byte[] bytes(String name, String value, int length) {
      if (value.length() != length) {
        throw new ProtocolException(
            "%s: %d bytes instead of %d".formatted(name, value.length(), length));
      }
      return value.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Decides who is a seed, so that it may be missing, but not wrong.
    private static long left(String value) {
      long left = QueryParameters.number("left", value);
      if (left < 0) {
        throw new ProtocolException("left: negative");
      }
      return left;
    }

    AnnounceRequest request() {
      if (infoHash == null) {
        throw new ProtocolException("info_hash: missing");
      }
      if (peerId == null) {
        throw new ProtocolException("peer_id: missing");
      }
      if (port < 0 || port > 65535) {
        throw new ProtocolException(port == -1 ? "port: missing or negative" : "port: over 65535");
      }
      return new AnnounceRequest(
          infoHash,
          peerId,
          port,
          TransferTotals.lenient(uploaded, downloaded, left, corrupt),
          event,
          numWant,
          key,
          address,
          ipv4,
          ipv6,
          trackerId,
          compact,
          noPeerId);
    }
  }
}
