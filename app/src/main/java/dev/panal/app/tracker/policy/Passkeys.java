package dev.panal.app.tracker.policy;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.tracker.TrackerPolicy;
import dev.panal.wire.tracker.TrackerPath;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
          """);

  private final TrackerDatabase database;

  /// A key without the key.
  public record Holder(String name, Instant added) {}

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
                      + " VALUES (?, ?, unixepoch() * 1000)")) {
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
      try (PreparedStatement delete = db.prepareStatement("DELETE FROM passkey WHERE name = ?")) {
        delete.setString(1, name);
        return delete.executeUpdate() == 1;
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
