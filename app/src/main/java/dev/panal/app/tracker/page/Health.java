package dev.panal.app.tracker.page;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.tracker.SwarmSummary;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many seeds and leechers each hosted torrent had, minute by minute.
///
/// A row is written when the numbers are others than those of the last row; between two rows they
/// were those of the first. Whatever happens, there is an upper bound to the rows.
final class Health {
  private static final String ROOM = "health";

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE health (
            info_hash BLOB NOT NULL,
            minute INTEGER NOT NULL,
            seeds INTEGER NOT NULL,
            leechers INTEGER NOT NULL,
            PRIMARY KEY (info_hash, minute)
          ) WITHOUT ROWID
          """,
          "CREATE INDEX health_by_minute ON health (minute)");

  /// What a chart shows.
  private static final Duration KEPT = Duration.ofDays(7);

  /// Some 25 MB on disk. Who hosts so much that they do not last for a week has shorter charts.
  private static final int MAX_ROWS = 500_000;

  /// What one chart can show.
  private static final int MAX_SAMPLES = 2_000;

  private static final int SECONDS_A_MINUTE = 60;

  private final TrackerDatabase database;
  private final Map<InfoHash, SwarmSummary> last = new HashMap<>();

  /// @param seeds and `leechers` from `minute` (since 1970) on
  record Sample(long minute, int seeds, int leechers) {}

  Health(TrackerDatabase database) throws IOException {
    this.database = database;
    database.prepare(ROOM, SCHEMA);
  }

  /// To be called once a minute, by one thread.
  void note(Instant now, Map<InfoHash, SwarmSummary> counts) throws SQLException {
    List<SwarmSummary> changed =
        counts.values().stream()
            .filter(count -> differs(last.get(count.infoHash()), count))
            .toList();
    long minute = now.getEpochSecond() / SECONDS_A_MINUTE;
    int _ =
        database.transaction(db -> {
          try (PreparedStatement insert =
              db.prepareStatement("INSERT OR REPLACE INTO health VALUES (?, ?, ?, ?)")) {
            for (SwarmSummary count : changed) {
              insert.setBytes(1, count.infoHash().bytes());
              insert.setLong(2, minute);
              insert.setInt(3, count.seeds());
              insert.setInt(4, count.leechers());
              insert.addBatch();
            }
            int _ = insert.executeBatch().length;
          }
          try (PreparedStatement delete =
              db.prepareStatement(
                  "DELETE FROM health WHERE minute < max(?, coalesce((SELECT minute FROM health"
                      + " ORDER BY minute DESC LIMIT 1 OFFSET "
                      + MAX_ROWS
                      + "), 0))")) {
            delete.setLong(1, minute - KEPT.toMinutes());
            return delete.executeUpdate();
          }
        });
    last.keySet().retainAll(counts.keySet());
    changed.forEach(count -> last.put(count.infoHash(), count));
  }

  private static boolean differs(@Nullable SwarmSummary before, SwarmSummary now) {
    return before == null || before.seeds() != now.seeds() || before.leechers() != now.leechers();
  }

  /// The oldest first.
  List<Sample> of(InfoHash infoHash) throws SQLException {
    return database.transaction(db -> {
      List<Sample> samples = new ArrayList<>();
      try (PreparedStatement select =
          db.prepareStatement(
              "SELECT minute, seeds, leechers FROM health WHERE info_hash = ?"
                  + " ORDER BY minute DESC LIMIT "
                  + MAX_SAMPLES)) {
        select.setBytes(1, infoHash.bytes());
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            samples.add(new Sample(rows.getLong(1), rows.getInt(2), rows.getInt(3)));
          }
        }
      }
      return samples.reversed();
    });
  }
}
