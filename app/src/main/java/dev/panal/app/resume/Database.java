package dev.panal.app.resume;

import dev.panal.app.console.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/// Opens the database of a home and brings it to the present schema.
final class Database {
  static final String FILE = "panal.db";

  /// A writer waits this long for the writers of other processes, whose transactions take
  /// milliseconds: longer means that one of them hangs.
  private static final int BUSY_MILLIS = 10_000;

  /// The steps from one schema version (`PRAGMA user_version`) to the next; never edited once
  /// released, only added to.
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE resume (
            info_hash BLOB NOT NULL,
            folder TEXT NOT NULL,
            data BLOB NOT NULL,
            saved_millis INTEGER NOT NULL,
            PRIMARY KEY (info_hash, folder)
          ) WITHOUT ROWID
          """);

  private Database() {}

  static Connection open(Path home) throws SQLException {
    try {
      Files.createDirectories(home);
    } catch (IOException e) {
      throw new SQLException(Failures.reason(e), e);
    }
    // Where the launch script has not put the native library aside, it is unpacked here and not
    // in /tmp, where a killed process would leave it behind.
    if (System.getProperty("org.sqlite.lib.path") == null) {
      System.setProperty("org.sqlite.tmpdir", home.toString());
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    // With WAL this survives a killed process, always; a power cut may cost the last transactions.
    config.setSynchronous(SynchronousMode.NORMAL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTransactionMode(TransactionMode.IMMEDIATE);
    Properties properties = config.toProperties();
    Connection connection =
        Objects.requireNonNull(JDBC.createConnection(JDBC.PREFIX + home.resolve(FILE), properties));
    try {
      transaction(connection, Database::migrate);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private static int migrate(Connection db) throws SQLException {
    try (Statement statement = db.createStatement()) {
      int version;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.next() ? row.getInt(1) : 0;
      }
      if (version > MIGRATIONS.size()) {
        throw new SQLException("it was made by a newer Panal, schema " + version);
      }
      for (String step : MIGRATIONS.subList(version, MIGRATIONS.size())) {
        statement.executeUpdate(step);
      }
      if (version < MIGRATIONS.size()) {
        statement.executeUpdate("PRAGMA user_version = " + MIGRATIONS.size());
      }
      return MIGRATIONS.size();
    }
  }

  static <T> T transaction(Connection db, SqliteResumeStore.Work<T> work) throws SQLException {
    db.setAutoCommit(false);
    try {
      T result = work.in(db);
      db.commit();
      return result;
    } catch (SQLException | RuntimeException e) {
      db.rollback();
      throw e;
    } finally {
      db.setAutoCommit(true);
    }
  }

  /// What SQLite says, on one line and without its error number in brackets.
  static String reason(SQLException e) {
    return Objects.requireNonNullElse(e.getMessage(), "unknown reason")
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^\\[\\w+] *", "");
  }
}
