package dev.panal.app.tracker.sharing;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was shared, and from where.
final class ShareTable {
  private static final String ROOM = "sharing";

  private static final List<String> SCHEMA =
      List.of("CREATE TABLE shared (info_hash BLOB PRIMARY KEY, path TEXT NOT NULL) WITHOUT ROWID");

  private final TrackerDatabase database;

  ShareTable(TrackerDatabase database) throws IOException {
    this.database = database;
    database.prepare(ROOM, SCHEMA);
  }

  Map<InfoHash, String> all() throws SQLException {
    return database.transaction(db -> {
      Map<InfoHash, String> all = new LinkedHashMap<>();
      try (PreparedStatement select = db.prepareStatement("SELECT info_hash, path FROM shared");
          ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          all.put(InfoHash.of(rows.getBytes(1)), rows.getString(2));
        }
      }
      return all;
    });
  }

  void put(InfoHash infoHash, String path) throws SQLException {
    int _ =
        database.transaction(db -> {
          try (PreparedStatement insert =
              db.prepareStatement("INSERT OR REPLACE INTO shared VALUES (?, ?)")) {
            insert.setBytes(1, infoHash.bytes());
            insert.setString(2, path);
            return insert.executeUpdate();
          }
        });
  }

  void remove(InfoHash infoHash) throws SQLException {
    int _ =
        database.transaction(db -> {
          try (PreparedStatement delete =
              db.prepareStatement("DELETE FROM shared WHERE info_hash = ?")) {
            delete.setBytes(1, infoHash.bytes());
            return delete.executeUpdate();
          }
        });
  }
}
