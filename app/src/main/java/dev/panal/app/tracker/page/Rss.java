package dev.panal.app.tracker.page;

import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.app.units.Sizes;
import dev.panal.tracker.SwarmSummary;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The feed of what is new, as programs that fetch by themselves read it: RSS 2.0 with enclosures.
final class Rss {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Rss() {}

  /// @param base `http://host:port`
  /// @param passkey of who reads it, for the torrents that are fetched from here
  static String of(
      String base,
      Optional<String> passkey,
      List<HostedTorrent> torrents,
      Function<HostedTorrent, SwarmSummary> counts) {
    String key = passkey.map(text -> "?passkey=" + text).orElse("");
    StringBuilder xml = new StringBuilder(512 + 512 * torrents.size());
    xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .append("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n")
        .append("<title>Panal</title>\n");
    element(xml, "link", base + "/");
    xml.append("<description>Torrents that are new here</description>\n")
        .append("<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"")
        .append(escaped(base + "/rss" + key))
        .append("\"/>\n");
    for (HostedTorrent torrent : torrents) {
      SwarmSummary swarm = counts.apply(torrent);
      xml.append("<item>\n");
      element(xml, "title", torrent.name());
      element(xml, "link", base + "/torrents/" + torrent.infoHash().hex());
      xml.append("<guid isPermaLink=\"false\">urn:btih:")
          .append(torrent.infoHash().hex())
          .append("</guid>\n");
      element(xml, "pubDate", DATE.format(torrent.added()));
      element(
          xml,
          "description",
          Sizes.print(torrent.length())
              + (torrent.files() == 1 ? ", 1 file, " : ", " + torrent.files() + " files, ")
              + (swarm.seeds() == 1 ? "1 seed" : swarm.seeds() + " seeds"));
      xml.append("<enclosure type=\"application/x-bittorrent\" length=\"")
          .append(torrent.file().bytes())
          .append("\" url=\"")
          .append(escaped(base + Shapes.fileUrl(torrent) + key))
          .append("\"/>\n</item>\n");
    }
    return xml.append("</channel>\n</rss>\n").toString();
  }

  private static void element(StringBuilder xml, String name, String text) {
    xml.append('<').append(name).append('>').append(escaped(text));
    xml.append("</").append(name).append(">\n");
  }

  /// Also without what XML has no place for, not even escaped.
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            default ->
                escaped.appendCodePoint(
                    (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
                            || (c >= 0xd800 && c <= 0xdfff)
                            || c == 0xfffe
                            || c == 0xffff
                        ? 0xfffd
                        : c);
          }
        });
    return escaped.toString();
  }
}
