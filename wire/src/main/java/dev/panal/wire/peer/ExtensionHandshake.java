package dev.panal.wire.peer;

import dev.panal.wire.ProtocolException;
import dev.panal.wire.RemoteText;
import dev.panal.wire.bencode.BDict;
import dev.panal.wire.bencode.BInt;
import dev.panal.wire.bencode.BString;
import dev.panal.wire.bencode.Bencode;
import dev.panal.wire.bencode.BencodeWriter;
import dev.panal.wire.bencode.Limits;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// The payload of extended message 0 (BEP 10): which extensions a peer speaks, and what it says of
/// itself.
///
/// @param messages names of extensions and the ids under which the sender wants to get them, 0 to
///   255; 0 switches one off that an earlier handshake had switched on
/// @param client name and version (`v`); one clean line where it was decoded
/// @param listenPort where the sender accepts connections (`p`)
/// @param maxRequests how many requests it lets wait (`reqq`)
/// @param yourAddress the receiver's address as the sender sees it (`yourip`)
/// @param metadataSize bytes of the info dictionary (`metadata_size`, BEP 9)
/// @param uploadOnly it wants nothing (BEP 21)
/// @param ipv4 another address of the sender
/// @param ipv6 another address of the sender
public record ExtensionHandshake(
    Map<String, Integer> messages,
    Optional<String> client,
    OptionalInt listenPort,
    OptionalInt maxRequests,
    Optional<InetAddress> yourAddress,
    OptionalInt metadataSize,
    boolean uploadOnly,
    Optional<Inet4Address> ipv4,
    Optional<Inet6Address> ipv6) {
  /// The id of the extension handshake itself.
  public static final int ID = 0;

  /// Peers speak a dozen extensions; more names than this are not taken.
  static final int MAX_MESSAGES = 64;

  private static final int MAX_NAME_LENGTH = 64;
  private static final int MAX_CLIENT_LENGTH = 64;

  public ExtensionHandshake {
    messages = Collections.unmodifiableMap(new TreeMap<>(messages));
  }

  /// The id of extension `name` at the sender; empty if it does not speak it.
  public OptionalInt idOf(String name) {
    int id = messages.getOrDefault(name, 0);
    return id == 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /// The payload, for a [PeerMessage.Extended] with [#ID].
  public byte[] encode() {
    BencodeWriter out = new BencodeWriter().dict();
    ipv4.ifPresent(address -> out.key("ipv4").string(address.getAddress()));
    ipv6.ifPresent(address -> out.key("ipv6").string(address.getAddress()));
    out.key("m").dict();
    messages.forEach((name, id) -> out.key(name.getBytes(StandardCharsets.ISO_8859_1)).integer(id));
    out.end();
    metadataSize.ifPresent(size -> out.key("metadata_size").integer(size));
    listenPort.ifPresent(port -> out.key("p").integer(port));
    maxRequests.ifPresent(requests -> out.key("reqq").integer(requests));
    if (uploadOnly) {
      out.key("upload_only").integer(1);
    }
    client.ifPresent(name -> out.key("v").string(name));
    yourAddress.ifPresent(address -> out.key("yourip").string(address.getAddress()));
    return out.end().bytes();
  }

  /// Reads a payload. What is of the wrong type or out of range counts as not said.
  ///
  /// @throws ProtocolException if it is no bencoded dictionary, or `m` is none
  public static ExtensionHandshake decode(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(payload.position(), bytes);
    BDict dict = Bencode.decodePrefix(bytes, 0, Limits.MESSAGE).dict();
    return new ExtensionHandshake(
        messages(dict),
        string(dict, "v")
            .map(name -> RemoteText.clean(name.bytes(), MAX_CLIENT_LENGTH))
            .filter(name -> !name.isEmpty()),
        number(dict, "p", 1, 65535),
        number(dict, "reqq", 1, Integer.MAX_VALUE),
        address(dict, "yourip", InetAddress.class),
        number(dict, "metadata_size", 1, Integer.MAX_VALUE),
        number(dict, "upload_only", 1, Integer.MAX_VALUE).isPresent(),
        address(dict, "ipv4", Inet4Address.class),
        address(dict, "ipv6", Inet6Address.class));
  }

  private static Map<String, Integer> messages(BDict dict) {
    Map<String, Integer> messages = new TreeMap<>();
    Optional<BDict> names = dict.optionalDict("m");
    if (names.isPresent()) {
      for (BDict.Entry entry : names.get()) {
        boolean sane = entry.key().length() <= MAX_NAME_LENGTH && messages.size() < MAX_MESSAGES;
        if (sane && entry.value() instanceof BInt id && id.value() >= 0 && id.value() <= 255) {
          String name = new String(entry.key().bytes(), StandardCharsets.ISO_8859_1);
          messages.put(name, (int) id.value());
        }
      }
    }
    return messages;
  }

  private static OptionalInt number(BDict dict, String key, int least, int most) {
    return dict.get(key) instanceof BInt integer
            && integer.value() >= least
            && integer.value() <= most
        ? OptionalInt.of((int) integer.value())
        : OptionalInt.empty();
  }

  private static Optional<BString> string(BDict dict, String key) {
    return dict.get(key) instanceof BString string ? Optional.of(string) : Optional.empty();
  }

  private static <T extends InetAddress> Optional<T> address(
      BDict dict, String key, Class<T> family) {
    return string(dict, key)
        .filter(address -> address.length() == 4 || address.length() == 16)
        .map(address -> addressOf(address.bytes()))
        .filter(family::isInstance)
        .map(family::cast);
  }

  private static InetAddress addressOf(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
    }
  }
}
