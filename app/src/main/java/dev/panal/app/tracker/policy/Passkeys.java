package dev.panal.app.tracker.policy;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.tracker.TrackerPolicy;
import dev.panal.wire.tracker.TrackerPath;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The passkeys of a private tracker, each under the name of its holder. Only hashes of them are
/// kept: who reads the database cannot announce with what is in it.
public final class Passkeys {
  /// For people; a user name or an address.
  private static final int MAX_NAME_CHARACTERS = 100;

  /// All of them are in memory while the tracker runs.
  private static final int MAX_KEYS = 1_000_000;

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE passkey (
            name TEXT PRIMARY KEY,
            hash TEXT NOT NULL UNIQUE,
            added_millis INTEGER NOT NULL
          ) WITHOUT ROWID
          """,
          """
          CREATE TABLE passkey_removed (
            name TEXT PRIMARY KEY,
            removed_millis INTEGER NOT NULL
          ) WITHOUT ROWID
          """);

  /// Now, or later than what was said of the name before: of two changes the later one holds, also
  /// where they come from two trackers.
  private static final String NEXT_MILLIS =
      "max(CAST(unixepoch('subsec') * 1000 AS INTEGER),"
          + " coalesce((SELECT removed_millis + 1 FROM passkey_removed WHERE name = ?1), 0),"
          + " coalesce((SELECT added_millis + 1 FROM passkey WHERE name = ?1), 0))";

  /// As long as other trackers of a ring may be away and come back with a key.
  private static final Duration REMEMBERED = Duration.ofDays(30);

  private final TrackerDatabase database;

  /// A key without the key.
  public record Holder(String name, Instant added) {}

  /// What was said last of a name.
  ///
  /// @param hash of its key; empty if it was removed
  public record Change(String name, Optional<String> hash, long millis) {}

  public Passkeys(TrackerDatabase database) throws IOException {
    this.database = database;
    database.prepare("passkey", SCHEMA);
  }

  /// @throws IllegalArgumentException if name or key cannot be taken; the message says why
  public void add(String name, String passkey) throws SQLException {
    if (name.isBlank()
        || name.length() > MAX_NAME_CHARACTERS
        || name.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a name is 1 to " + MAX_NAME_CHARACTERS + " printable characters");
    }
    if (!TrackerPath.validPasskey(passkey)) {
      throw new IllegalArgumentException(
          "a passkey is 1 to "
              + TrackerPath.MAX_PASSKEY_LENGTH
              + " letters, digits, - or _, because it stands in a URL");
    }
    boolean added =
        database.transaction(db -> {
          try (Statement count = db.createStatement();
              ResultSet row = count.executeQuery("SELECT count(*) FROM passkey")) {
            if (row.next() && row.getInt(1) >= MAX_KEYS) {
              throw new IllegalArgumentException("there are " + MAX_KEYS + " passkeys already");
            }
          }
          try (PreparedStatement insert =
              db.prepareStatement(
                  "INSERT OR IGNORE INTO passkey (name, hash, added_millis)"
                      + " VALUES (?1, ?2, "
                      + NEXT_MILLIS
                      + ")")) {
            insert.setString(1, name);
            insert.setString(2, TrackerPolicy.Passkeys.hash(passkey));
            return insert.executeUpdate() == 1;
          }
        });
    if (!added) {
      throw new IllegalArgumentException(
          "the name, or the key, is there already; remove it first, or choose another");
    }
  }

  /// @return whether there was one of this name
  public boolean remove(String name) throws SQLException {
    return database.transaction(db -> {
      try (PreparedStatement note =
              db.prepareStatement(
                  "INSERT OR REPLACE INTO passkey_removed SELECT name, "
                      + NEXT_MILLIS
                      + " FROM passkey WHERE name = ?1");
          PreparedStatement delete = db.prepareStatement("DELETE FROM passkey WHERE name = ?")) {
        note.setString(1, name);
        int _ = note.executeUpdate();
        delete.setString(1, name);
        return delete.executeUpdate() == 1;
      }
    });
  }

  /// What was said last of every name, and is not forgotten.
  public List<Change> changes() throws SQLException {
    return database.transaction(db -> {
      Map<String, Change> changes = new LinkedHashMap<>();
      try (Statement select = db.createStatement()) {
        int _ =
            select.executeUpdate(
                "DELETE FROM passkey_removed WHERE removed_millis < unixepoch() * 1000 - "
                    + REMEMBERED.toMillis());
        try (ResultSet rows = select.executeQuery("SELECT * FROM passkey_removed")) {
          while (rows.next()) {
            String name = rows.getString(1);
            changes.put(name, new Change(name, Optional.empty(), rows.getLong(2)));
          }
        }
        try (ResultSet rows = select.executeQuery("SELECT name, hash, added_millis FROM passkey")) {
          while (rows.next()) {
            String name = rows.getString(1);
            changes.put(name, new Change(name, Optional.of(rows.getString(2)), rows.getLong(3)));
          }
        }
      }
      return List.copyOf(changes.values());
    });
  }

  /// Does here what was done elsewhere, unless something later is known.
  ///
  /// @return whether it has changed something
  public boolean adopt(Change change) throws SQLException {
    return database.transaction(db -> {
      try (PreparedStatement latest =
          db.prepareStatement(
              "SELECT max(coalesce((SELECT added_millis FROM passkey WHERE name = ?1), 0),"
                  + " coalesce((SELECT removed_millis FROM passkey_removed WHERE name = ?1), 0))")) {
        latest.setString(1, change.name());
        try (ResultSet row = latest.executeQuery()) {
          if (row.next() && row.getLong(1) >= change.millis()) {
            return false;
          }
        }
      }
      String sql =
          change.hash().isPresent()
              ? "INSERT OR REPLACE INTO passkey (name, added_millis, hash) VALUES (?, ?, ?)"
              : "INSERT OR REPLACE INTO passkey_removed (name, removed_millis) VALUES (?, ?)";
      try (PreparedStatement delete = db.prepareStatement("DELETE FROM passkey WHERE name = ?");
          PreparedStatement put = db.prepareStatement(sql)) {
        delete.setString(1, change.name());
        int _ = delete.executeUpdate();
        put.setString(1, change.name());
        put.setLong(2, change.millis());
        if (change.hash().isPresent()) {
          put.setString(3, change.hash().get());
        }
        return put.executeUpdate() == 1;
      }
    });
  }

  /// In the order of their names.
  public List<Holder> holders() throws SQLException {
    return database.transaction(db -> {
      List<Holder> holders = new ArrayList<>();
      try (Statement select = db.createStatement();
          ResultSet rows =
              select.executeQuery("SELECT name, added_millis FROM passkey ORDER BY name")) {
        while (rows.next()) {
          holders.add(new Holder(rows.getString(1), Instant.ofEpochMilli(rows.getLong(2))));
        }
      }
      return holders;
    });
  }

  /// Another number than before if another process has changed the database.
  long version() throws SQLException {
    return database.transaction(db -> {
      try (Statement statement = db.createStatement();
          ResultSet row = statement.executeQuery("PRAGMA data_version")) {
        return row.next() ? row.getLong(1) : 0;
      }
    });
  }

  Set<String> hashes() throws SQLException {
    return database.transaction(db -> {
      Set<String> hashes = new LinkedHashSet<>();
      try (Statement select = db.createStatement();
          ResultSet rows = select.executeQuery("SELECT hash FROM passkey")) {
        while (rows.next()) {
          hashes.add(rows.getString(1));
        }
      }
      return hashes;
    });
  }
}
