package dev.panal.app.resume;

import dev.panal.app.database.Database;
import dev.panal.engine.ResumeData;
import dev.panal.engine.ResumeStore;
import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.wire.InfoHash;
import dev.panal.wire.ProtocolException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps resume data in `panal.db`.
///
/// One torrent may be at work in several folders of one home at once, a seeder here and a download
/// there: rows are keyed by torrent and folder, and a store sees the rows of its own folder.
///
/// A database that cannot be opened or written costs the memory of what was verified, not the
/// download: the trouble is told once, loads find nothing, and saves fail.
public final class SqliteResumeStore implements ResumeStore, AutoCloseable {
  static final String FILE = "panal.db";
  private static final long CLOSE_SECONDS = 5;

  private static final List<String> SCHEMA =
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

  private final EventLoop loop;
  private final Path home;
  private final Path folder;
  private final Consumer<String> trouble;
  private final ExecutorService thread;

  // Of the thread above.
  private @Nullable Connection connection;
  private boolean told;

  /// Returns at once; the database is opened on the store's thread, and made if it is not there.
  ///
  /// @param folder the download folder whose rows this store sees
  /// @param trouble hears why nothing can be kept, once, on the store's thread
  public SqliteResumeStore(EventLoop loop, Path home, Path folder, Consumer<String> trouble) {
    this.loop = loop;
    this.home = home;
    this.folder = folder;
    this.trouble = trouble;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("panal-resume").daemon(true).factory());
    thread.execute(this::open);
  }

  @Override
  public void load(InfoHash torrent, Completion<Optional<ResumeData>> completion) {
    run(
        completion,
        db -> {
          try (PreparedStatement select =
              db.prepareStatement("SELECT data FROM resume WHERE info_hash = ? AND folder = ?")) {
            select.setBytes(1, torrent.bytes());
            select.setString(2, folder.toString());
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? readable(row.getBytes(1)) : Optional.empty();
            }
          }
        },
        Optional.empty());
  }

  @Override
  public void list(Completion<List<ResumeData>> completion) {
    run(
        completion,
        db -> {
          List<ResumeData> all = new ArrayList<>();
          try (PreparedStatement select =
              db.prepareStatement("SELECT data FROM resume WHERE folder = ? ORDER BY info_hash")) {
            select.setString(1, folder.toString());
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                readable(rows.getBytes(1)).ifPresent(all::add);
              }
            }
          }
          return all;
        },
        List.of());
  }

  private static Optional<ResumeData> readable(byte[] data) {
    try {
      return Optional.of(ResumeData.decode(data));
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }

  @Override
  public void save(List<ResumeData> batch, Completion<Integer> completion) {
    run(
        completion,
        db -> {
          try (PreparedStatement insert =
              db.prepareStatement(
                  "INSERT OR REPLACE INTO resume (info_hash, folder, data, saved_millis)"
                      + " VALUES (?, ?, ?, unixepoch() * 1000)")) {
            for (ResumeData data : batch) {
              insert.setBytes(1, data.infoHash().bytes());
              insert.setString(2, data.folder().toString());
              insert.setBytes(3, data.encode());
              insert.addBatch();
            }
            insert.executeBatch();
          }
          return batch.size();
        },
        null);
  }

  @Override
  public void remove(InfoHash torrent, Completion<InfoHash> completion) {
    run(
        completion,
        db -> {
          try (PreparedStatement delete =
              db.prepareStatement("DELETE FROM resume WHERE info_hash = ? AND folder = ?")) {
            delete.setBytes(1, torrent.bytes());
            delete.setString(2, folder.toString());
            delete.executeUpdate();
          }
          return torrent;
        },
        null);
  }

  /// Finishes what was asked for, then closes the database. Waits, a few seconds at most.
  @Override
  public void close() {
    try {
      thread.execute(this::disconnect);
      thread.shutdown();
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (RejectedExecutionException e) {
      // Closed before.
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  static Connection open(Path home) throws SQLException {
    Connection opened = Database.open(home.resolve(FILE));
    try {
      Database.migrate(opened, SCHEMA);
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  private void open() {
    try {
      connection = open(home);
    } catch (SQLException e) {
      tell(e);
    }
  }

  private void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      tell(e);
    } finally {
      connection = null;
    }
  }

  /// Runs `work` in one transaction.
  ///
  /// @param otherwise what the completion brings if the database fails; null to let it fail too
  private <T> void run(Completion<T> completion, Database.Work<T> work, @Nullable T otherwise) {
    try {
      thread.execute(() -> {
        Result<T> result = outcome(work, otherwise);
        loop.execute(() -> completion.accept(result));
      });
    } catch (RejectedExecutionException e) {
      Result<T> closed =
          Result.failed(Failure.Reason.CANCELLED, home.toString(), "the store is closed");
      loop.execute(() -> completion.accept(closed));
    }
  }

  private <T> Result<T> outcome(Database.Work<T> work, @Nullable T otherwise) {
    Connection db = connection;
    String fault = "not open";
    if (db != null) {
      try {
        return Result.done(Database.transaction(db, work));
      } catch (SQLException e) {
        tell(e);
        fault = Database.reason(e);
      }
    }
    return otherwise == null
        ? Result.failed(Failure.Reason.IO, home.resolve(FILE).toString(), fault)
        : Result.done(otherwise);
  }

  private void tell(SQLException e) {
    if (!told) {
      told = true;
      trouble.accept(
          home.resolve(FILE)
              + ": resume data cannot be kept there ("
              + Database.reason(e)
              + "); after a restart everything is checked anew");
    }
  }
}
