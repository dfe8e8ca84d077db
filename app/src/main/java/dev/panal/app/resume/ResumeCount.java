package dev.panal.app.resume;

import dev.panal.app.database.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;

/// How many torrents a home remembers, for those who only want to know whether its database is
/// well. Blocks.
public final class ResumeCount {
  private ResumeCount() {}

  public static Path database(Path home) {
    return home.resolve(SqliteResumeStore.FILE);
  }

  /// Empty if there is no database yet; none is made.
  ///
  /// @throws IOException if it cannot be read, or is damaged
  public static OptionalInt of(Path home) throws IOException {
    if (!Files.exists(database(home))) {
      return OptionalInt.empty();
    }
    try (Connection db = SqliteResumeStore.open(home);
        Statement statement = db.createStatement()) {
      try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
        String said = check.next() ? check.getString(1) : "no answer";
        if (!said.equals("ok")) {
          throw new IOException("damaged: " + said);
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM resume")) {
        return OptionalInt.of(row.next() ? row.getInt(1) : 0);
      }
    } catch (SQLException e) {
      throw new IOException(Database.reason(e), e);
    }
  }
}
