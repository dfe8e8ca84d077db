package dev.panal.app.tracker.data;

import dev.panal.app.console.Failures;
import dev.panal.app.database.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the tracker keeps: the file `tracker.db` in its data folder.
///
/// May be used from any thread that may block. One transaction runs at a time; they take
/// milliseconds. Everything survives a killed process once its transaction has returned.
public final class TrackerDatabase implements AutoCloseable {
  public static final String FILE = "tracker.db";

  /// The versions of the rooms' tables.
  private static final List<String> SCHEMA =
      List.of("CREATE TABLE room (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID");

  private final Path folder;
  private final @Nullable FolderLock folderLock;
  private final Connection connection;
  private final Consumer<String> trouble;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean failing;

  private TrackerDatabase(
      Path folder,
      @Nullable FolderLock folderLock,
      Connection connection,
      Consumer<String> trouble) {
    this.folder = folder;
    this.folderLock = folderLock;
    this.connection = connection;
    this.trouble = trouble;
  }

  /// Takes the folder for this tracker alone.
  ///
  /// @param trouble hears, in words for people, when nothing can be kept (the disk is full), and
  ///   when it can again: once each, however often it is tried
  /// @throws IOException if the folder cannot be used; the message says why, without its name
  public static TrackerDatabase open(Path folder, Consumer<String> trouble) throws IOException {
    FolderLock folderLock;
    try {
      folderLock = FolderLock.take(folder);
    } catch (IOException e) {
      throw new IOException(Failures.reason(e), e);
    }
    try {
      return new TrackerDatabase(folder, folderLock, connection(folder), trouble);
    } catch (IOException e) {
      folderLock.close();
      throw e;
    }
  }

  /// Opens what a tracker may be using at the same time, for some short work. Makes folder and file
  /// if they are not there.
  ///
  /// @throws IOException if the folder cannot be used; the message says why, without its name
  public static TrackerDatabase openBeside(Path folder) throws IOException {
    return new TrackerDatabase(folder, null, connection(folder), trouble -> {});
  }

  private static Connection connection(Path folder) throws IOException {
    try {
      Connection connection = Database.open(folder.resolve(FILE));
      try {
        Database.migrate(connection, SCHEMA);
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IOException(FILE + ": " + Database.reason(e), e);
    }
  }

  /// The data folder; rooms may keep files in folders of their own there.
  public Path folder() {
    return folder;
  }

  /// Makes the tables of a room, or brings them to the present schema. To be called once, before
  /// anything else of the room.
  ///
  /// @param room the name under which the version is kept
  /// @param steps SQL that leads from one version to the next; never edited once released, only
  ///   added to
  /// @throws IOException if that is not possible; the message names the file and says why
  public void prepare(String room, List<String> steps) throws IOException {
    lock.lock();
    try {
      Database.migrate(connection, room, steps);
    } catch (SQLException e) {
      throw new IOException(folder.resolve(FILE) + ": " + room + ": " + Database.reason(e), e);
    } finally {
      lock.unlock();
    }
  }

  /// Does `work`, all of it or, if it throws, nothing. Blocks.
  ///
  /// @throws SQLException if it cannot be done; `trouble` knows by then
  public <T> T transaction(Database.Work<T> work) throws SQLException {
    lock.lock();
    try {
      T result = Database.transaction(connection, work);
      if (failing) {
        failing = false;
        trouble.accept(folder.resolve(FILE) + ": can be written again");
      }
      return result;
    } catch (SQLException e) {
      if (!failing) {
        failing = true;
        trouble.accept(
            folder.resolve(FILE)
                + ": "
                + Database.reason(e)
                + "; the tracker goes on, but what is new will not survive a restart");
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try (folderLock) {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(folder.resolve(FILE) + ": " + Database.reason(e), e);
    } finally {
      lock.unlock();
    }
  }
}
