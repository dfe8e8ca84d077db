package dev.panal.app.progress;

import dev.panal.app.console.Json;
import dev.panal.app.console.Text;
import dev.panal.app.units.Rates;
import dev.panal.app.units.Sizes;
import dev.panal.app.units.Times;
import dev.panal.engine.TorrentSnapshot;
import dev.panal.engine.TorrentState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How the torrents of a session are doing.
public final class TransferRows {
  private static final int MAX_NAME = 32;
  private static final int MIN_BAR = 8;

  private TransferRows() {}

  /// A row for each torrent, and one below it if it waits for something.
  public static List<String> rows(List<TorrentSnapshot> torrents, int columns) {
    List<String> rows = new ArrayList<>();
    for (TorrentSnapshot torrent : torrents) {
      String facts = "  " + facts(torrent);
      String name = Text.safe(torrent.name());
      int nameColumns =
          Math.clamp(
              columns - Text.width(facts) - MIN_BAR - 2,
              8,
              Math.min(MAX_NAME, Math.max(8, Text.width(name))));
      int bar = columns - nameColumns - Text.width(facts) - 2;
      String drawn = bar < MIN_BAR ? "" : " ▕" + Bar.draw(part(torrent), bar - 1) + "▏";
      rows.add(Text.pad(name, nameColumns) + drawn + facts);
      torrent.waiting().ifPresent(reason -> rows.add("  waiting: " + Text.safe(reason)));
    }
    return rows;
  }

  /// The same in one line without a bar, for logs.
  public static String line(TorrentSnapshot torrent) {
    return Text.safe(torrent.name())
        + ": "
        + facts(torrent)
        + torrent.waiting().map(reason -> "; waiting: " + Text.safe(reason)).orElse("");
  }

  /// The same for programs.
  public static Json event(TorrentSnapshot torrent) {
    return Json.event("progress")
        .put("info_hash", torrent.infoHash().hex())
        .put("name", torrent.name())
        .put("state", torrent.state().name().toLowerCase(Locale.ROOT))
        .put("total_bytes", torrent.totalBytes())
        .put("wanted_bytes", torrent.wantedBytes())
        .put("verified_bytes", torrent.verifiedBytes())
        .put("checked_bytes", torrent.checkedBytes())
        .put("pieces", torrent.pieceCount())
        .put("verified_pieces", torrent.verifiedPieces())
        .put("downloaded_bytes", torrent.downloadedBytes())
        .put("uploaded_bytes", torrent.uploadedBytes())
        .put("download_rate", torrent.downloadBytesPerSecond())
        .put("upload_rate", torrent.uploadBytesPerSecond())
        .put("peers", torrent.peers().size())
        .put("sources", torrent.sources())
        .put("seeds", torrent.seeds())
        .put("eta_seconds", torrent.eta().map(Duration::toSeconds))
        .put("waiting", torrent.waiting());
  }

  /// How far: of the check while it runs, else of the download.
  public static double part(TorrentSnapshot torrent) {
    return torrent.state() == TorrentState.CHECKING
        ? Bar.part(torrent.checkedBytes(), torrent.totalBytes())
        : Bar.part(torrent.verifiedBytes(), torrent.wantedBytes());
  }

  private static String facts(TorrentSnapshot torrent) {
    return switch (torrent.state()) {
      case CHECKING -> "checking " + Bar.percent(torrent.checkedBytes(), torrent.totalBytes());
      case DOWNLOADING ->
          String.format(
              Locale.ROOT,
              "%s of %s  ↓ %s  ↑ %s  %s  ETA %s",
              Bar.percent(torrent.verifiedBytes(), torrent.wantedBytes()),
              Sizes.print(torrent.wantedBytes()),
              Rates.print(torrent.downloadBytesPerSecond()),
              Rates.print(torrent.uploadBytesPerSecond()),
              peers(torrent),
              torrent.eta().map(Times::print).orElse("–"));
      case SEEDING ->
          String.format(
              Locale.ROOT,
              "seeding %s  ↑ %s  %s sent  %s",
              Sizes.print(torrent.wantedBytes()),
              Rates.print(torrent.uploadBytesPerSecond()),
              Sizes.print(torrent.uploadedBytes()),
              peers(torrent));
      case FAILED -> "failed: " + Text.safe(torrent.failure().orElse("unknown reason"));
      case STOPPED -> "stopped";
    };
  }

  private static String peers(TorrentSnapshot torrent) {
    int count = torrent.peers().size();
    return count == 1 ? "1 peer" : count + " peers";
  }
}
