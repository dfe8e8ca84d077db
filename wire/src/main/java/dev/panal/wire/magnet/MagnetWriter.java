package dev.panal.wire.magnet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// Writes magnet links.
final class MagnetWriter {
  private MagnetWriter() {}

  static String write(Magnet magnet) {
    List<String> fields = new ArrayList<>();
    magnet.v1().ifPresent(hash -> fields.add("xt=" + MagnetReader.BTIH + hash.hex()));
    magnet
        .v2()
        .ifPresent(
            hash -> fields.add("xt=" + MagnetReader.BTMH + MagnetReader.SHA256 + hash.hex()));
    magnet.name().ifPresent(name -> fields.add("dn=" + escaped(name)));
    magnet.trackers().forEach(url -> fields.add("tr=" + escaped(url)));
    magnet.webSeeds().forEach(url -> fields.add("ws=" + escaped(url)));
    for (Magnet.Peer peer : magnet.peers()) {
      String host = peer.host().indexOf(':') < 0 ? peer.host() : "[" + peer.host() + "]";
      fields.add("x.pe=" + escaped(host) + ":" + peer.port());
    }
    if (!magnet.files().isEmpty()) {
      fields.add(
          magnet.files().stream()
              .map(MagnetWriter::range)
              .collect(Collectors.joining(",", "so=", "")));
    }
    return MagnetReader.SCHEME + String.join("&", fields);
  }

  private static String range(Magnet.FileRange range) {
    return range.first() == range.last()
        ? Integer.toString(range.first())
        : range.first() + "-" + range.last();
  }

  /// All but the unreserved characters (RFC 3986) as `%XX`.
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || "-._~".indexOf(b) >= 0;
      if (plain) {
        escaped.append((char) b);
      } else {
        escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return escaped.toString();
  }
}
