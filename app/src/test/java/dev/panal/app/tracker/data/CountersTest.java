package dev.panal.app.tracker.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.tracker.HttpCall;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerConfig;
import dev.panal.tracker.TrackerSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CountersTest {
  private static final String SWARM = "aaaaaaaaaaaaaaaaaaaa";

  @TempDir Path folder;
  @TempDir Path killed;
  private final List<String> trouble = new CopyOnWriteArrayList<>();

  /// A tracker with a memory.
  private final class Run implements AutoCloseable {
    private final TrackerDatabase database;
    private final Platform platform;
    private final Tracker tracker;
    private final Counters counters;

    Run() throws IOException {
      database = TrackerDatabase.open(folder, trouble::add);
      platform = Platform.open(PlatformConfig.defaults().withName("panal-test"));
      tracker = new Tracker(platform.ports(), TrackerConfig.defaults());
      counters = new Counters(database, tracker);
    }

    String ask(String path, String query) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      tracker
          .http()
          .answer(
              new HttpCall(path, query, InetAddress.getLoopbackAddress()),
              got -> answer.complete(new String(got.body(), StandardCharsets.ISO_8859_1)));
      return answer.join();
    }

    void complete(int peer) {
      String query =
          "info_hash=" + SWARM + "&port=1&peer_id=" + String.format("%020d", peer) + "&left=";
      assertThat(ask("/announce", query + 5)).contains("8:complete");
      assertThat(ask("/announce", query + "0&event=completed")).contains("8:complete");
    }

    String scrape() {
      return ask("/scrape", "info_hash=" + SWARM);
    }

    TrackerSnapshot.Counters total() {
      CompletableFuture<TrackerSnapshot> snapshot = new CompletableFuture<>();
      tracker.snapshot(snapshot::complete);
      return counters.total(snapshot.join().counters());
    }

    @Override
    public void close() throws IOException {
      counters.close();
      tracker.close();
      platform.close();
      database.close();
    }
  }

  @Test
  void countsGoOnAfterARestart() throws IOException {
    try (Run first = new Run()) {
      first.complete(1);
      first.complete(2);
      assertThat(first.ask("/announce", "nonsense")).contains("failure reason");
    }
    try (Run second = new Run()) {
      assertThat(second.scrape()).contains("10:downloadedi2e");
      assertThat(second.total().httpAnnounces()).isEqualTo(4);
      assertThat(second.total().failures()).isEqualTo(1);
      second.complete(3);
      assertThat(second.scrape()).contains("10:downloadedi3e");
    }
    try (Run third = new Run()) {
      assertThat(third.scrape()).contains("10:downloadedi3e");
      assertThat(third.total().httpAnnounces()).isEqualTo(6);
      // This run's scrape, and the two of the run before.
      assertThat(third.total().httpScrapes()).isEqualTo(3);
    }
    assertThat(trouble).isEmpty();
  }

  @Test
  void theyAreSavedWhileItRuns() throws Exception {
    try (Run run = new Run()) {
      run.complete(1);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> saved(run.database) == 1);
      // What is in the files now is what a killed process leaves.
      for (String file : List.of("tracker.db", "tracker.db-wal")) {
        Files.copy(folder.resolve(file), killed.resolve(file));
      }
    }
    try (TrackerDatabase after = TrackerDatabase.open(killed, trouble::add)) {
      assertThat(saved(after)).isEqualTo(1);
    }
  }

  private static int saved(TrackerDatabase database) throws SQLException {
    return database.transaction(db -> {
      try (Statement select = db.createStatement();
          ResultSet row = select.executeQuery("SELECT sum(downloads) FROM completed")) {
        return row.next() ? row.getInt(1) : 0;
      }
    });
  }

  @Test
  void whatCannotBeSavedIsKeptForLater() throws Exception {
    try (Run run = new Run()) {
      refuse(run.database, true);
      run.complete(1);
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !trouble.isEmpty());
      assertThat(trouble).singleElement().asString().contains("tracker.db").contains("goes on");
      assertThat(run.scrape()).contains("10:downloadedi1e");
      run.complete(2);
      refuse(run.database, false);
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> saved(run.database) == 2);
    }
  }

  /// As a full disk does: reading goes on, writing does not.
  private static void refuse(TrackerDatabase database, boolean on) throws SQLException {
    int _ =
        database.transaction(db -> {
          try (Statement statement = db.createStatement()) {
            return statement.executeUpdate(
                on
                    ? "CREATE TRIGGER full BEFORE INSERT ON completed BEGIN"
                        + " SELECT RAISE(ABORT, 'disk is full'); END"
                    : "DROP TRIGGER full");
          }
        });
  }
}
