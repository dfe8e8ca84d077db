package dev.panal.wire.tracker;

import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.RemoteText;
import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.BInt;
import dev.panal.wire.bencode.BList;
import dev.panal.wire.bencode.BString;
import dev.panal.wire.bencode.BValue;
import dev.panal.wire.bencode.Bencode;
import dev.panal.wire.bencode.BencodeWriter;
import dev.panal.wire.bencode.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The body of an HTTP tracker's reply (BEP 3, 7, 23, 24, 31, 48).
///
/// Reading forgives what trackers are known to do: bytes after the end, numbers as strings, a
/// missing interval, peers with names or without a port. It does not forgive bad bencode.
public final class BencodedReply {
  /// More peers than this in one reply are not taken, of each family. Trackers give 50 to 200.
  public static final int MAX_PEERS = 2000;

  /// Longer tracker ids would make a request that servers refuse.
  private static final int MAX_TRACKER_ID_LENGTH = 512;

  /// Longer paths are nobody's; they would go into every request for messages.
  private static final int MAX_PATH_LENGTH = 256;

  private BencodedReply() {}

  /// @param compact whether peers go in compact form; else as a list of dictionaries without peer
  ///   ids
  public static byte[] encode(AnnounceAnswer answer, boolean compact) {
    return switch (answer) {
      case TrackerFailure failure -> encode(failure);
      case AnnounceReply reply -> encode(reply, compact);
    };
  }

  public static byte[] encode(ScrapeAnswer answer) {
    return switch (answer) {
      case TrackerFailure failure -> encode(failure);
      case ScrapeReply reply -> encode(reply);
    };
  }

  private static byte[] encode(TrackerFailure failure) {
    BencodeWriter out = new BencodeWriter().dict().key("failure reason").string(failure.reason());
    switch (failure.retry()) {
      case TrackerFailure.Retry.Unsaid _ -> {}
      case TrackerFailure.Retry.Never _ -> out.key("retry in").string("never");
      case TrackerFailure.Retry.After(Duration delay) ->
          out.key("retry in").integer(Math.max(1, delay.toMinutes()));
    }
    return out.end().bytes();
  }

  private static byte[] encode(AnnounceReply reply, boolean compact) {
    BencodeWriter out = new BencodeWriter().dict();
    reply.seeders().ifPresent(count -> out.key("complete").integer(count));
    reply.downloaded().ifPresent(count -> out.key("downloaded").integer(count));
    reply.externalAddress().ifPresent(ip -> out.key("external ip").string(ip.getAddress()));
    reply.leechers().ifPresent(count -> out.key("incomplete").integer(count));
    out.key("interval").integer(reply.interval().toSeconds());
    reply.messages().ifPresent(path -> out.key("messages").string(path));
    reply.minInterval().ifPresent(min -> out.key("min interval").integer(min.toSeconds()));
    if (compact) {
      out.key("peers").string(bytes(reply.peers().v4()));
      if (reply.peers().v6().hasRemaining()) {
        out.key("peers6").string(bytes(reply.peers().v6()));
      }
    } else {
      out.key("peers").list();
      for (InetSocketAddress peer : reply.peers().addresses()) {
        out.dict().key("ip").string(peer.getAddress().getHostAddress());
        out.key("port").integer(peer.getPort()).end();
      }
      out.end();
    }
    reply
        .trackerId()
        .ifPresent(id -> out.key("tracker id").string(id.getBytes(StandardCharsets.ISO_8859_1)));
    reply.warning().ifPresent(warning -> out.key("warning message").string(warning));
    return out.end().bytes();
  }

  private static byte[] encode(ScrapeReply reply) {
    BencodeWriter out = new BencodeWriter().dict().key("files").dict();
    for (Map.Entry<InfoHash, SwarmCounts> swarm : new TreeMap<>(reply.swarms()).entrySet()) {
      out.key(swarm.getKey().bytes()).dict();
      out.key("complete").integer(swarm.getValue().seeders());
      out.key("downloaded").integer(swarm.getValue().downloaded());
      out.key("downloaders").integer(swarm.getValue().downloaders());
      out.key("incomplete").integer(swarm.getValue().leechers());
      out.end();
    }
    return out.end().end().bytes();
  }

  /// @throws ProtocolException if this is no reply of a tracker
  public static AnnounceAnswer decodeAnnounce(byte[] body) {
    BDict dict = dictionary(body);
    Optional<TrackerFailure> failure = failure(dict);
    if (failure.isPresent()) {
      return failure.get();
    }
    return new AnnounceReply(
        seconds(dict, "interval").orElse(AnnounceReply.DEFAULT_INTERVAL),
        seconds(dict, "min interval"),
        peers(dict),
        count(dict, "complete"),
        count(dict, "incomplete"),
        count(dict, "downloaded"),
        address(dict),
        string(dict, "tracker id")
            .filter(id -> id.length() <= MAX_TRACKER_ID_LENGTH)
            .map(id -> new String(id.bytes(), StandardCharsets.ISO_8859_1)),
        string(dict, "warning message").map(BencodedReply::clean),
        string(dict, "messages").map(BString::text).filter(BencodedReply::isPath));
  }

  /// @throws ProtocolException if this is no reply of a tracker
  public static ScrapeAnswer decodeScrape(byte[] body) {
    BDict dict = dictionary(body);
    Optional<TrackerFailure> failure = failure(dict);
    if (failure.isPresent()) {
      return failure.get();
    }
    Map<InfoHash, SwarmCounts> swarms = new LinkedHashMap<>();
    for (BDict.Entry entry : dict.dict("files")) {
      if (entry.key().length() == InfoHash.LENGTH) {
        BDict counts = entry.value().dict();
        int leechers = count(counts, "incomplete").orElse(0);
        int downloaders = Math.min(leechers, count(counts, "downloaders").orElse(leechers));
        swarms.put(
            InfoHash.of(entry.key().bytes()),
            new SwarmCounts(
                count(counts, "complete").orElse(0),
                leechers,
                count(counts, "downloaded").orElse(0),
                leechers - downloaders));
      }
    }
    return new ScrapeReply(swarms);
  }

  /// Whether this leads to nowhere but another place on the same host: a tracker must not send its
  /// clients to others.
  private static boolean isPath(String text) {
    boolean path =
        text.startsWith("/") && !text.startsWith("//") && text.length() <= MAX_PATH_LENGTH;
    for (int i = 0; i < text.length() && path; i++) {
      char c = text.charAt(i);
      path = (Character.isLetterOrDigit(c) && c < 0x80) || "/-._~".indexOf(c) >= 0;
    }
    return path;
  }

  /// What does not even begin like a reply is mostly a web page: that deserves plain words.
  private static BDict dictionary(byte[] body) {
    if (body.length == 0) {
      throw new ProtocolException("reply: empty");
    }
    if (body[0] != 'd') {
      throw new ProtocolException(
          body[0] == '<' ? "reply: a web page, not a tracker's" : "reply: not a tracker's");
    }
    return Bencode.decodePrefix(body, 0, Limits.MESSAGE).dict();
  }

  private static Optional<TrackerFailure> failure(BDict dict) {
    BValue reason = dict.get("failure reason");
    if (reason == null) {
      return Optional.empty();
    }
    String text = reason instanceof BString string ? clean(string) : "";
    return Optional.of(new TrackerFailure(text.isEmpty() ? "no reason given" : text, retry(dict)));
  }

  private static TrackerFailure.Retry retry(BDict dict) {
    if (string(dict, "retry in").filter(text -> text.is("never")).isPresent()) {
      return new TrackerFailure.Retry.Never();
    }
    OptionalInt minutes = count(dict, "retry in");
    return minutes.orElse(0) > 0
        ? new TrackerFailure.Retry.After(Duration.ofMinutes(minutes.getAsInt()))
        : new TrackerFailure.Retry.Unsaid();
  }

  private static PeerList peers(BDict dict) {
    ByteBuffer v6 =
        string(dict, "peers6")
            .map(peers -> entries(peers, PeerList.V6_LENGTH))
            .orElse(PeerList.EMPTY.v6());
    return switch (dict.get("peers")) {
      case BString compact -> new PeerList(entries(compact, PeerList.V4_LENGTH), v6);
      case BList list -> {
        PeerList peers = PeerList.of(addresses(list));
        yield v6.hasRemaining() ? new PeerList(peers.v4(), v6) : peers;
      }
      case BDict peer -> throw peer.fault("must be a string or a list, is a dictionary");
      case BInt peer -> throw peer.fault("must be a string or a list, is an integer");
      case null -> new PeerList(PeerList.EMPTY.v4(), v6);
    };
  }

  private static ByteBuffer entries(BString compact, int entryLength) {
    int count = Math.min(MAX_PEERS, compact.length() / entryLength);
    ByteBuffer entries = ByteBuffer.allocate(count * entryLength);
    return entries.put(compact.buffer().slice(0, entries.capacity())).flip();
  }

  private static List<InetSocketAddress> addresses(BList list) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (BValue value : list) {
      BDict peer = value.dict();
      OptionalInt port = count(peer, "port");
      Optional<InetAddress> address =
          string(peer, "ip").flatMap(ip -> QueryParameters.address(ip.text()));
      if (address.isPresent() && port.orElse(0) > 0 && port.getAsInt() <= 65535) {
        addresses.add(new InetSocketAddress(address.get(), port.getAsInt()));
        if (addresses.size() == MAX_PEERS) {
          break;
        }
      }
    }
    return addresses;
  }

  private static Optional<InetAddress> address(BDict dict) {
    return string(dict, "external ip")
        .filter(ip -> ip.length() == 4 || ip.length() == 16)
        .map(ip -> PeerList.addressOf(ip.bytes()));
  }

  private static Optional<Duration> seconds(BDict dict, String key) {
    OptionalInt seconds = count(dict, key);
    return seconds.orElse(0) > 0
        ? Optional.of(Duration.ofSeconds(seconds.getAsInt()))
        : Optional.empty();
  }

  /// A number that is not negative; too large ones are as large as they can be.
  private static OptionalInt count(BDict dict, String key) {
    OptionalLong number =
        switch (dict.get(key)) {
          case BInt integer -> OptionalLong.of(integer.value());
          case BString string -> digits(string.text());
          case BList _, BDict _ -> OptionalLong.empty();
          case null -> OptionalLong.empty();
        };
    return number.isEmpty() || number.getAsLong() < 0
        ? OptionalInt.empty()
        : OptionalInt.of(Math.clamp(number.getAsLong(), 0, Integer.MAX_VALUE));
  }

  private static OptionalLong digits(String text) {
    boolean number = !text.isEmpty() && text.length() < 18;
    for (int i = 0; i < text.length() && number; i++) {
      number = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return number ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private static Optional<BString> string(BDict dict, String key) {
    return dict.get(key) instanceof BString string ? Optional.of(string) : Optional.empty();
  }

  private static String clean(BString text) {
    return RemoteText.clean(text.bytes(), TrackerFailure.MAX_REASON_LENGTH);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }
}
