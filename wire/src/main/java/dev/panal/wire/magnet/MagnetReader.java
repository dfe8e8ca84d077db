package dev.panal.wire.magnet;

import dev.panal.wire.InfoHash;
import dev.panal.wire.InfoHashV2;
import dev.panal.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads one magnet link.
final class MagnetReader {
  static final String SCHEME = "magnet:?";
  static final String BTIH = "urn:btih:";
  static final String BTMH = "urn:btmh:";

  /// How a multihash says that 32 bytes of SHA-256 follow.
  static final String SHA256 = "1220";

  /// Room for 10,000 trackers, and no more work than that.
  private static final int MAX_CHARS = 1 << 20;

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BASE32_CHARS = 32;

  private Optional<InfoHash> v1 = Optional.empty();
  private Optional<InfoHashV2> v2 = Optional.empty();
  private Optional<String> name = Optional.empty();
  private final Set<String> trackers = new LinkedHashSet<>();
  private final Set<String> webSeeds = new LinkedHashSet<>();
  private final Set<Magnet.Peer> peers = new LinkedHashSet<>();
  private final List<Magnet.FileRange> files = new ArrayList<>();

  MagnetReader() {}

  Magnet read(String text) {
    if (text.length() > MAX_CHARS) {
      throw new ProtocolException("magnet link: longer than " + MAX_CHARS + " characters");
    }
    // By way of UTF-8, so that no half of a surrogate pair gets in, which no link could express.
    String link = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).strip();
    if (!link.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new ProtocolException("magnet link: must begin with " + SCHEME);
    }
    for (String field : link.substring(SCHEME.length()).split("&", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        field(key(field.substring(0, equals)), field.substring(equals + 1));
      }
    }
    if (v1.isEmpty() && v2.isEmpty()) {
      throw new ProtocolException("xt: no info-hash (" + BTIH + "… or " + BTMH + "…)");
    }
    return new Magnet(
        v1,
        v2,
        name,
        List.copyOf(trackers),
        List.copyOf(webSeeds),
        List.copyOf(peers),
        List.copyOf(files));
  }

  /// Keys come numbered (`tr.1`), and with the rest of an `&amp;` before them when copied from a
  /// page.
  private static String key(String raw) {
    String key = raw.toLowerCase(Locale.ROOT);
    if (key.startsWith("amp;")) {
      key = key.substring("amp;".length());
    }
    int dot = key.lastIndexOf('.');
    boolean numbered =
        dot > 0
            && dot < key.length() - 1
            && key.chars().skip(dot + 1L).allMatch(c -> c >= '0' && c <= '9');
    return numbered ? key.substring(0, dot) : key;
  }

  /// What else there may be (`xl`, `as`, `kt`…) is about other networks.
  private void field(String key, String raw) {
    switch (key) {
      case "xt" -> topic(unescaped(raw));
      // A name, never a URL: here a plus is a space, as forms write it.
      case "dn" -> name = Optional.of(unescaped(raw.replace('+', ' '))).filter(n -> !n.isEmpty());
      case "tr" -> url(trackers, raw);
      case "ws" -> url(webSeeds, raw);
      case "x.pe" -> peers.add(peer(unescaped(raw)));
      case "so" -> ranges(unescaped(raw));
      default -> {}
    }
  }

  private static void url(Set<String> urls, String raw) {
    String url = unescaped(raw).strip();
    if (!url.isEmpty() && url.chars().noneMatch(Character::isISOControl)) {
      urls.add(url);
    }
  }

  private void topic(String topic) {
    String lower = topic.toLowerCase(Locale.ROOT);
    if (lower.startsWith(BTIH)) {
      InfoHash hash = v1Hash(topic.substring(BTIH.length()));
      if (v1.isPresent() && !v1.get().equals(hash)) {
        throw new ProtocolException("xt: two different info-hashes");
      }
      v1 = Optional.of(hash);
    } else if (lower.startsWith(BTMH)) {
      InfoHashV2 hash = v2Hash(lower.substring(BTMH.length()));
      if (v2.isPresent() && !v2.get().equals(hash)) {
        throw new ProtocolException("xt: two different info-hashes");
      }
      v2 = Optional.of(hash);
    }
  }

  private static InfoHash v1Hash(String text) {
    if (text.length() == BASE32_CHARS) {
      return InfoHash.of(base32(text));
    }
    if (text.length() == 2 * InfoHash.LENGTH && isHex(text)) {
      return InfoHash.ofHex(text);
    }
    throw new ProtocolException("xt: a btih has 40 hexadecimal or 32 base32 characters");
  }

  private static InfoHashV2 v2Hash(String text) {
    if (!text.startsWith(SHA256)) {
      throw new ProtocolException("xt: a btmh must be SHA-256 (begin with " + SHA256 + ")");
    }
    String hex = text.substring(SHA256.length());
    if (hex.length() != 2 * InfoHashV2.LENGTH || !isHex(hex)) {
      throw new ProtocolException("xt: a btmh has 64 hexadecimal characters after " + SHA256);
    }
    return InfoHashV2.ofHex(hex);
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
  }

  private static byte[] base32(String text) {
    byte[] bytes = new byte[InfoHash.LENGTH];
    int bits = 0;
    int count = 0;
    int at = 0;
    for (char c : text.toUpperCase(Locale.ROOT).toCharArray()) {
      int value = BASE32.indexOf(c);
      if (value < 0) {
        throw new ProtocolException("xt: a btih has 40 hexadecimal or 32 base32 characters");
      }
      bits = bits << 5 | value;
      count += 5;
      if (count >= 8) {
        count -= 8;
        bytes[at++] = (byte) (bits >> count);
      }
    }
    return bytes;
  }

  private static Magnet.Peer peer(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      String host = text.substring(0, colon);
      boolean brackets = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
      if (brackets) {
        host = host.substring(1, host.length() - 1);
      }
      int port = number(text.substring(colon + 1));
      boolean fits = host.chars().noneMatch(c -> c <= ' ' || c == '[' || c == ']' || c == 0x7f);
      if (fits && brackets == (host.indexOf(':') >= 0) && port >= 1 && port <= 65_535) {
        return new Magnet.Peer(host, port);
      }
    }
    throw new ProtocolException("x.pe: must be host:port or [address]:port");
  }

  private void ranges(String text) {
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int dash = part.indexOf('-');
      int first = number(dash < 0 ? part : part.substring(0, dash));
      int last = dash < 0 ? first : number(part.substring(dash + 1));
      if (first < 0 || last < first) {
        throw new ProtocolException("so: must be file numbers and ranges, as 0,2,4-7");
      }
      files.add(new Magnet.FileRange(first, last));
    }
  }

  /// -1 if it is none, or too large.
  private static int number(String text) {
    String digits = text.strip();
    if (digits.isEmpty()
        || digits.length() > 10
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    long number = Long.parseLong(digits);
    return number > Integer.MAX_VALUE ? -1 : (int) number;
  }

  /// A percent sign that escapes nothing stands for itself: people type it in names.
  private static String unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) == '%' && i + 2 < text.length() && isHex(text.substring(i + 1, i + 3))) {
        bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
        i += 3;
      } else {
        int end = i + Character.charCount(text.codePointAt(i));
        bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
        i = end;
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
