package dev.panal.app.database;

import dev.panal.app.console.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteErrorCode;

/// Opens a database file and brings it to the present schema.
public final class Database {
  /// A writer waits this long for the writers of other processes, whose transactions take
  /// milliseconds: longer means that one of them hangs.
  private static final int BUSY_MILLIS = 10_000;

  /// Between two attempts to open a database that others open too, whose share of that is a few
  /// milliseconds.
  private static final long BUSY_PAUSE_MILLIS = 10;

  /// The low byte of SQLite's error codes says what failed, the others say more.
  private static final int PRIMARY_CODE = 0xff;

  private Database() {}

  /// Something to do inside a transaction.
  public interface Work<T> {
    T in(Connection db) throws SQLException;
  }

  /// Opens `file`, and makes it and its folder if they are not there.
  public static Connection open(Path file) throws SQLException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new SQLException(Failures.reason(e), e);
    }
    // Where the launch script has not put the native library aside, it is unpacked here and not
    // in /tmp, where a killed process would leave it behind.
    if (System.getProperty("org.sqlite.lib.path") == null) {
      System.setProperty("org.sqlite.tmpdir", folder.toString());
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    // With WAL this survives a killed process, always; a power cut may cost the last transactions.
    config.setSynchronous(SynchronousMode.NORMAL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTransactionMode(TransactionMode.IMMEDIATE);
    Properties properties = config.toProperties();
    return opened(file, properties);
  }

  /// SQLite does not wait for others while it turns a new database to WAL, nor while it recovers
  /// one: it says at once that the file is busy. So this waits in its place.
  private static Connection opened(Path file, Properties properties) throws SQLException {
    long begun = System.nanoTime();
    while (true) {
      try {
        return Objects.requireNonNull(JDBC.createConnection(JDBC.PREFIX + file, properties));
      } catch (SQLException e) {
        boolean busy = (e.getErrorCode() & PRIMARY_CODE) == SQLiteErrorCode.SQLITE_BUSY.code;
        if (!busy || System.nanoTime() - begun > Duration.ofMillis(BUSY_MILLIS).toNanos()) {
          throw e;
        }
        pause(e);
      }
    }
  }

  private static void pause(SQLException why) throws SQLException {
    try {
      Thread.sleep(BUSY_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw why;
    }
  }

  /// Brings the whole database to the schema that `steps` lead to, in one transaction.
  ///
  /// @param steps from one version (`PRAGMA user_version`) to the next; never edited once released,
  ///   only added to
  public static void migrate(Connection connection, List<String> steps) throws SQLException {
    int _ =
        transaction(
            connection,
            db -> {
              try (Statement statement = db.createStatement()) {
                int version = number(statement, "PRAGMA user_version");
                run(statement, steps, version);
                if (version < steps.size()) {
                  statement.executeUpdate("PRAGMA user_version = " + steps.size());
                }
                return steps.size();
              }
            });
  }

  /// Brings the tables of one of several rooms of a database to the schema that `steps` lead to, in
  /// one transaction. Versions are counted for each room on its own, in the table `room`.
  ///
  /// @param steps as in [#migrate(Connection, List)]
  public static void migrate(Connection connection, String room, List<String> steps)
      throws SQLException {
    int _ =
        transaction(
            connection,
            db -> {
              try (Statement statement = db.createStatement();
                  PreparedStatement version =
                      db.prepareStatement(
                          "INSERT OR REPLACE INTO room (name, version) VALUES (?, ?)")) {
                run(statement, steps, version(db, room));
                version.setString(1, room);
                version.setInt(2, steps.size());
                return version.executeUpdate();
              }
            });
  }

  private static int version(Connection db, String room) throws SQLException {
    try (PreparedStatement select =
        db.prepareStatement("SELECT version FROM room WHERE name = ?")) {
      select.setString(1, room);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  private static int number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private static void run(Statement statement, List<String> steps, int version)
      throws SQLException {
    if (version > steps.size()) {
      throw new SQLException("it was made by a newer Panal, schema " + version);
    }
    for (String step : steps.subList(version, steps.size())) {
      statement.executeUpdate(step);
    }
  }

  /// Does `work`, all of it or, if it throws, nothing.
  public static <T> T transaction(Connection db, Work<T> work) throws SQLException {
    db.setAutoCommit(false);
    T result;
    try {
      result = work.in(db);
      db.commit();
    } catch (SQLException | RuntimeException e) {
      undo(db, e);
      throw e;
    }
    db.setAutoCommit(true);
    return result;
  }

  /// Of some faults (a full disk) SQLite undoes the transaction itself, and then complains that
  /// there is none to undo: that must not hide why.
  private static void undo(Connection db, Exception why) {
    try {
      db.rollback();
    } catch (SQLException undone) {
      why.addSuppressed(undone);
    }
    try {
      db.setAutoCommit(true);
    } catch (SQLException ended) {
      why.addSuppressed(ended);
    }
  }

  /// What SQLite says, on one line and without its error number in brackets.
  public static String reason(SQLException e) {
    return Objects.requireNonNullElse(e.getMessage(), "unknown reason")
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^\\[\\w+] *", "");
  }
}
