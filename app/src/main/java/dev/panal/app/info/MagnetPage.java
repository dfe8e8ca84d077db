package dev.panal.app.info;

import dev.panal.app.console.Json;
import dev.panal.app.console.Text;
import dev.panal.wire.InfoHash;
import dev.panal.wire.InfoHashV2;
import dev.panal.wire.magnet.Magnet;
import java.util.ArrayList;
import java.util.List;

/// A magnet link.
public final class MagnetPage {
  private MagnetPage() {}

  /// One object with everything there is.
  public static Json json(Magnet magnet) {
    return Json.object()
        .put("name", magnet.name())
        .put("info_hash", magnet.v1().map(InfoHash::hex))
        .put("info_hash_v2", magnet.v2().map(InfoHashV2::hex))
        .put("magnet", magnet.uri())
        .put("trackers", magnet.trackers())
        .put("web_seeds", magnet.webSeeds())
        .put("peers", magnet.peers().stream().map(MagnetPage::peer).toList())
        .put("files", magnet.files().stream().map(MagnetPage::range).toList());
  }

  /// The same for people: a line each.
  public static List<String> lines(Magnet magnet) {
    List<String> lines = new ArrayList<>();
    magnet.name().ifPresent(name -> row(lines, "name", name));
    magnet.v1().ifPresent(hash -> row(lines, "info-hash", hash.hex()));
    magnet.v2().ifPresent(hash -> row(lines, "info-hash v2", hash.hex()));
    magnet.trackers().forEach(url -> row(lines, "tracker", url));
    magnet.webSeeds().forEach(url -> row(lines, "web seed", url));
    magnet.peers().forEach(peer -> row(lines, "peer", peer(peer)));
    magnet.files().forEach(range -> row(lines, "files", range(range)));
    row(lines, "magnet", magnet.uri());
    return lines;
  }

  private static void row(List<String> lines, String label, String value) {
    lines.add(Text.pad(label, 14) + Text.safe(value));
  }

  private static String peer(Magnet.Peer peer) {
    String host = peer.host().contains(":") ? "[" + peer.host() + "]" : peer.host();
    return host + ":" + peer.port();
  }

  // As the link has them, from 0.
  private static String range(Magnet.FileRange range) {
    return range.first() == range.last()
        ? Integer.toString(range.first())
        : range.first() + "-" + range.last();
  }
}
