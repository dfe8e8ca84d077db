package dev.panal.app.tracker.hosting;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.app.tracker.hosting.HostedTorrent.Origin;
import dev.panal.app.tracker.hosting.HostedTorrent.TorrentFile;
import dev.panal.wire.InfoHash;
import dev.panal.wire.InfoHashV2;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows of hosted torrents in the tracker's database.
final class TorrentTable {
  private static final String ROOM = "hosting";

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE hosted (
            info_hash BLOB PRIMARY KEY,
            v1 BLOB,
            v2 BLOB,
            name TEXT NOT NULL,
            length INTEGER NOT NULL,
            files INTEGER NOT NULL,
            private INTEGER NOT NULL,
            file_name TEXT NOT NULL,
            file_bytes INTEGER NOT NULL,
            file_modified_millis INTEGER NOT NULL,
            added_millis INTEGER NOT NULL,
            origin TEXT NOT NULL
          ) WITHOUT ROWID
          """);

  private final TrackerDatabase database;

  TorrentTable(TrackerDatabase database) throws IOException {
    this.database = database;
    database.prepare(ROOM, SCHEMA);
  }

  List<HostedTorrent> all() throws SQLException {
    return database.transaction(db -> {
      List<HostedTorrent> all = new ArrayList<>();
      try (PreparedStatement select =
              db.prepareStatement(
                  "SELECT info_hash, v1, v2, name, length, files, private, file_name, file_bytes,"
                      + " file_modified_millis, added_millis, origin FROM hosted");
          ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          all.add(read(rows));
        }
      }
      return all;
    });
  }

  private static HostedTorrent read(ResultSet row) throws SQLException {
    byte @Nullable [] v1 = row.getBytes(2);
    byte @Nullable [] v2 = row.getBytes(3);
    return new HostedTorrent(
        InfoHash.of(row.getBytes(1)),
        Optional.ofNullable(v1).map(InfoHash::of),
        Optional.ofNullable(v2).map(InfoHashV2::of),
        row.getString(4),
        row.getLong(5),
        row.getInt(6),
        row.getBoolean(7),
        new TorrentFile(row.getString(8), row.getLong(9), row.getLong(10)),
        Instant.ofEpochMilli(row.getLong(11)),
        Origin.valueOf(row.getString(12)));
  }

  /// Both in one transaction.
  void change(Collection<HostedTorrent> put, Collection<InfoHash> remove) throws SQLException {
    if (put.isEmpty() && remove.isEmpty()) {
      return;
    }
    int _ =
        database.transaction(db -> {
          try (PreparedStatement delete =
                  db.prepareStatement("DELETE FROM hosted WHERE info_hash = ?");
              PreparedStatement insert =
                  db.prepareStatement(
                      "INSERT OR REPLACE INTO hosted VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (InfoHash infoHash : remove) {
              delete.setBytes(1, infoHash.bytes());
              delete.addBatch();
            }
            for (HostedTorrent torrent : put) {
              write(torrent, insert);
              insert.addBatch();
            }
            return delete.executeBatch().length + insert.executeBatch().length;
          }
        });
  }

  private static void write(HostedTorrent torrent, PreparedStatement row) throws SQLException {
    row.setBytes(1, torrent.infoHash().bytes());
    row.setBytes(2, torrent.v1().map(InfoHash::bytes).orElse(null));
    row.setBytes(3, torrent.v2().map(InfoHashV2::bytes).orElse(null));
    row.setString(4, torrent.name());
    row.setLong(5, torrent.length());
    row.setInt(6, torrent.files());
    row.setBoolean(7, torrent.isPrivate());
    row.setString(8, torrent.file().name());
    row.setLong(9, torrent.file().bytes());
    row.setLong(10, torrent.file().modifiedMillis());
    row.setLong(11, torrent.added().toEpochMilli());
    row.setString(12, torrent.origin().name());
  }
}
