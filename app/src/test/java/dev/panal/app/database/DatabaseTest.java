package dev.panal.app.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseTest {
  private static final List<String> SCHEMA = List.of("CREATE TABLE cell (honey INTEGER NOT NULL)");
  private static final int ROUNDS = 50;
  private static final int OPENERS = 4;

  @TempDir Path folder;

  /// As several downloads do that are started at once in a home that is not there yet.
  @Test
  void aDatabaseThatIsNotThereYetMayBeOpenedByManyAtOnce() throws Exception {
    CyclicBarrier start = new CyclicBarrier(OPENERS);
    List<String> troubles = new ArrayList<>();
    try (ExecutorService openers = Executors.newFixedThreadPool(OPENERS)) {
      for (int round = 0; round < ROUNDS; round++) {
        Path file = folder.resolve("round" + round + ".db");
        List<Future<String>> all = new ArrayList<>();
        for (int opener = 0; opener < OPENERS; opener++) {
          all.add(
              openers.submit(() -> {
                start.await();
                return openAndWrite(file);
              }));
        }
        for (Future<String> each : all) {
          troubles.add(each.get());
        }
      }
    }
    assertThat(troubles).containsOnly("");
  }

  private static String openAndWrite(Path file) {
    try (Connection db = Database.open(file)) {
      Database.migrate(db, SCHEMA);
      Database.transaction(
          db, open -> open.createStatement().executeUpdate("INSERT INTO cell VALUES (1)"));
      return "";
    } catch (SQLException e) {
      return e.toString();
    }
  }
}
