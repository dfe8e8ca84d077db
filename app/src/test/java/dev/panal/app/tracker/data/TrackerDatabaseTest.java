package dev.panal.app.tracker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrackerDatabaseTest {
  private static final List<String> ONE = List.of("CREATE TABLE note (text TEXT NOT NULL)");

  @TempDir Path folder;

  private final List<String> trouble = new ArrayList<>();

  private TrackerDatabase open() throws IOException {
    return TrackerDatabase.open(folder.resolve("data"), trouble::add);
  }

  private static int run(TrackerDatabase database, String sql) throws SQLException {
    return database.transaction(db -> {
      try (Statement statement = db.createStatement()) {
        return statement.executeUpdate(sql);
      }
    });
  }

  private static int count(TrackerDatabase database) throws SQLException {
    return database.transaction(db -> {
      try (Statement statement = db.createStatement();
          ResultSet row = statement.executeQuery("SELECT count(*) FROM note")) {
        return row.next() ? row.getInt(1) : -1;
      }
    });
  }

  @Test
  void roomsHaveTablesAndVersionsOfTheirOwn() throws Exception {
    try (TrackerDatabase database = open()) {
      database.prepare("notes", ONE);
      database.prepare("others", List.of("CREATE TABLE other (text TEXT)"));
      run(database, "INSERT INTO note VALUES ('kept')");
    }
    try (TrackerDatabase database = open()) {
      database.prepare("notes", List.of(ONE.getFirst(), "ALTER TABLE note ADD COLUMN author TEXT"));
      database.prepare("others", List.of("CREATE TABLE other (text TEXT)"));
      assertThat(run(database, "UPDATE note SET author = 'me'")).isEqualTo(1);
      assertThatThrownBy(() -> database.prepare("notes", ONE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("tracker.db")
          .hasMessageContaining("notes")
          .hasMessageContaining("newer Panal");
    }
    assertThat(trouble).isEmpty();
  }

  @Test
  void aFolderIsOfOneTrackerAtATime() throws Exception {
    try (TrackerDatabase _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another tracker uses it")
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    open().close();
  }

  @Test
  void whatFailsIsUndoneAndToldOnce() throws Exception {
    try (TrackerDatabase database = open()) {
      database.prepare("notes", ONE);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> run(database, "INSERT INTO note VALUES (NULL)"))
            .isInstanceOf(SQLException.class);
      }
      assertThat(trouble).singleElement().asString().contains("tracker.db").contains("goes on");
      assertThat(count(database)).isZero();
      assertThat(trouble).hasSize(2).last().asString().contains("can be written again");
    }
  }

  @Test
  void aFullDiskIsCalledThat() throws Exception {
    try (TrackerDatabase database = open()) {
      database.prepare("notes", ONE);
      limit(database, "20");
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> run(database, "INSERT INTO note VALUES (zeroblob(1000000))"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("full");
      }
      assertThat(trouble).singleElement().asString().contains("full").contains("goes on");
      limit(database, "1000");
      assertThat(run(database, "INSERT INTO note VALUES (zeroblob(1000000))")).isEqualTo(1);
      assertThat(count(database)).isEqualTo(1);
    }
  }

  /// SQLite's own limit fails as a full disk does.
  private static void limit(TrackerDatabase database, String pages) throws SQLException {
    int _ =
        database.transaction(db -> {
          try (Statement statement = db.createStatement();
              ResultSet row = statement.executeQuery("PRAGMA max_page_count = " + pages)) {
            return row.next() ? row.getInt(1) : 0;
          }
        });
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws Exception {
    Files.writeString(folder.resolve("data"), "a file");
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessage("exists already");
    Files.delete(folder.resolve("data"));
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("data").resolve(TrackerDatabase.FILE), "no database at all");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tracker.db: File opened that is not a database file");
    Files.delete(folder.resolve("data").resolve(TrackerDatabase.FILE));
    open().close();
  }
}
