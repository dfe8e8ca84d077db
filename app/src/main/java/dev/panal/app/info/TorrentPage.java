package dev.panal.app.info;

import dev.panal.app.console.Json;
import dev.panal.app.console.Text;
import dev.panal.app.units.Sizes;
import dev.panal.wire.InfoHash;
import dev.panal.wire.InfoHashV2;
import dev.panal.wire.magnet.Magnet;
import dev.panal.wire.metainfo.FileEntry;
import dev.panal.wire.metainfo.Info;
import dev.panal.wire.metainfo.Metainfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A .torrent file.
public final class TorrentPage {
  private TorrentPage() {}

  /// One object with everything there is.
  public static Json json(Metainfo metainfo) {
    Info info = metainfo.info();
    List<FileEntry> files = files(info);
    return Json.object()
        .put("name", info.name())
        .put("version", version(info))
        .put("info_hash", info.v1().map(InfoHash::hex))
        .put("info_hash_v2", info.v2().map(InfoHashV2::hex))
        .put("magnet", Magnet.of(metainfo).uri())
        .put("length", info.contentLength())
        .put("piece_length", info.pieceLength())
        .put("pieces", info.pieceCount())
        .put("private", info.isPrivate())
        .put("source", info.source())
        .put("comment", metainfo.comment())
        .put("created_by", metainfo.createdBy())
        .put("creation_date", metainfo.creationDate().map(Instant::toString))
        .put("trackers", metainfo.trackerTiers())
        .put("web_seeds", metainfo.webSeeds())
        .put("http_seeds", metainfo.httpSeeds())
        .put("nodes", metainfo.nodes().stream().map(n -> n.host() + ":" + n.port()).toList())
        .put("file_count", files.size())
        .put("files", files.stream().map(TorrentPage::json).toList());
  }

  private static Json json(FileEntry file) {
    Json json =
        Json.object().put("path", String.join("/", file.path())).put("length", file.length());
    if (file.executable()) {
      json.put("executable", true);
    }
    if (file.hidden()) {
      json.put("hidden", true);
    }
    if (file.symlink()) {
      json.put("link_to", String.join("/", file.symlinkTarget()));
    }
    return json;
  }

  /// The same for people: a line each.
  public static List<String> lines(Metainfo metainfo) {
    Info info = metainfo.info();
    List<FileEntry> files = files(info);
    List<String> lines = new ArrayList<>();
    row(lines, "name", info.name());
    info.v1().ifPresent(hash -> row(lines, "info-hash", hash.hex()));
    info.v2().ifPresent(hash -> row(lines, "info-hash v2", hash.hex()));
    row(lines, "version", version(info));
    row(lines, "size", Sizes.print(info.contentLength()) + " (" + info.contentLength() + " bytes)");
    row(lines, "pieces", info.pieceCount() + " of " + Sizes.print(info.pieceLength()));
    if (info.isPrivate()) {
      row(lines, "private", "yes, peers come from the trackers only");
    }
    info.source().ifPresent(source -> row(lines, "source", source));
    metainfo.comment().ifPresent(comment -> row(lines, "comment", comment));
    metainfo.createdBy().ifPresent(program -> row(lines, "created by", program));
    metainfo.creationDate().ifPresent(date -> row(lines, "created", date.toString()));
    List<List<String>> tiers = metainfo.trackerTiers();
    for (int tier = 0; tier < tiers.size(); tier++) {
      String label = tiers.size() == 1 ? "tracker" : "tracker " + (tier + 1);
      tiers.get(tier).forEach(url -> row(lines, label, url));
    }
    metainfo.webSeeds().forEach(url -> row(lines, "web seed", url));
    metainfo.httpSeeds().forEach(url -> row(lines, "http seed", url));
    metainfo.nodes().forEach(node -> row(lines, "DHT node", node.host() + ":" + node.port()));
    row(lines, "magnet", Magnet.of(metainfo).uri());
    row(lines, "files", Integer.toString(files.size()));
    for (int i = 0; i < files.size(); i++) {
      FileEntry file = files.get(i);
      lines.add(
          String.format(
              Locale.ROOT,
              "%5d  %9s  %s",
              i + 1,
              Sizes.print(file.length()),
              Text.safe(String.join("/", file.path()))
                  + (file.symlink()
                      ? " -> " + Text.safe(String.join("/", file.symlinkTarget()))
                      : "")));
    }
    return lines;
  }

  private static void row(List<String> lines, String label, String value) {
    lines.add(Text.pad(label, 14) + Text.safe(value));
  }

  private static List<FileEntry> files(Info info) {
    return info.files().stream().filter(file -> !file.pad()).toList();
  }

  private static String version(Info info) {
    if (info.v1().isPresent()) {
      return info.v2().isPresent() ? "hybrid" : "v1";
    }
    return "v2";
  }
}
