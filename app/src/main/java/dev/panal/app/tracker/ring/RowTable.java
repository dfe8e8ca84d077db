package dev.panal.app.tracker.ring;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.tracker.ring.SharedRows.Row;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The rows of the ring in the tracker's database.
final class RowTable {
  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE ring_row (
            name TEXT NOT NULL,
            key TEXT NOT NULL,
            version INTEGER NOT NULL,
            value BLOB,
            PRIMARY KEY (name, key)
          ) WITHOUT ROWID
          """);

  private final TrackerDatabase database;

  RowTable(TrackerDatabase database) throws IOException {
    this.database = database;
    database.prepare("ring", SCHEMA);
  }

  List<Row> all() throws SQLException {
    return database.transaction(db -> {
      List<Row> all = new ArrayList<>();
      try (PreparedStatement select =
              db.prepareStatement("SELECT name, key, version, value FROM ring_row");
          ResultSet row = select.executeQuery()) {
        while (row.next()) {
          all.add(
              new Row(
                  row.getString(1),
                  row.getString(2),
                  row.getLong(3),
                  Optional.ofNullable(row.getBytes(4))));
        }
      }
      return all;
    });
  }

  /// In one transaction; rows that are older than what is there change nothing.
  void put(Collection<Row> rows) throws SQLException {
    int _ =
        database.transaction(db -> {
          try (PreparedStatement put =
              db.prepareStatement(
                  "INSERT INTO ring_row VALUES (?, ?, ?, ?) ON CONFLICT (name, key) DO UPDATE SET"
                      + " version = excluded.version, value = excluded.value"
                      + " WHERE excluded.version > version")) {
            for (Row row : rows) {
              put.setString(1, row.table());
              put.setString(2, row.key());
              put.setLong(3, row.version());
              put.setBytes(4, row.value().orElse(null));
              put.addBatch();
            }
            return put.executeBatch().length;
          }
        });
  }

  /// Forgets what is gone since before `version`.
  void prune(String name, long version) throws SQLException {
    int _ =
        database.transaction(db -> {
          try (PreparedStatement delete =
              db.prepareStatement(
                  "DELETE FROM ring_row WHERE name = ? AND value IS NULL AND version < ?")) {
            delete.setString(1, name);
            delete.setLong(2, version);
            return delete.executeUpdate();
          }
        });
  }
}
