package dev.panal.app.tracker.data;

import dev.panal.tracker.CompletedDownloads;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerSnapshot;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Counts that survive a restart: completed downloads of each swarm, and what the tracker has done.
///
/// Saved every few seconds in one transaction, and at the end; a killed tracker loses no more than
/// those seconds. What cannot be saved is kept and tried again with the next.
public final class Counters implements AutoCloseable {
  private static final long SAVE_MILLIS = 3_000;
  private static final long ANSWER_SECONDS = 10;

  /// So many of the most active are restored, a quarter of the swarms that a tracker may know, so
  /// that there is room for new ones; the others come back with their next completed download.
  private static final int MAX_RESTORED = 250_000;

  /// While the disk is full, counts of more swarms than this are lost: 64 MiB.
  private static final int MAX_UNSAVED = 500_000;

  /// So many are told to the tracker at once, so that its loop is not held up.
  private static final int TOLD_AT_ONCE = 10_000;

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE completed (
            info_hash BLOB PRIMARY KEY,
            downloads INTEGER NOT NULL,
            changed_millis INTEGER NOT NULL
          ) WITHOUT ROWID
          """,
          "CREATE TABLE total (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID");

  private final TrackerDatabase database;
  private final Tracker tracker;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;

  // Of the thread above, once it runs.
  private final Map<InfoHash, Integer> unsaved = new LinkedHashMap<>();

  /// What was done before this start.
  private final Map<String, Long> before;

  private Map<String, Long> saved = Map.of();

  /// Tells the tracker what was counted before, and saves from now on.
  public Counters(TrackerDatabase database, Tracker tracker) throws IOException {
    this.database = database;
    this.tracker = tracker;
    database.prepare("counters", SCHEMA);
    try {
      before = database.transaction(Counters::totals);
      restore();
    } catch (SQLException e) {
      throw new IOException(TrackerDatabase.FILE + ": " + e.getMessage(), e);
    }
    thread = Thread.ofVirtual().name("panal-counters").start(this::run);
  }

  private void restore() throws SQLException {
    List<CompletedDownloads> known =
        database.transaction(db -> {
          List<CompletedDownloads> rows = new ArrayList<>();
          try (Statement select = db.createStatement();
              ResultSet row =
                  select.executeQuery(
                      "SELECT info_hash, downloads FROM completed ORDER BY changed_millis DESC"
                          + " LIMIT "
                          + MAX_RESTORED)) {
            while (row.next()) {
              rows.add(
                  new CompletedDownloads(
                      InfoHash.of(row.getBytes(1)),
                      (int) Math.min(Integer.MAX_VALUE, row.getLong(2))));
            }
          }
          return rows;
        });
    for (int i = 0; i < known.size(); i += TOLD_AT_ONCE) {
      tracker.recall(known.subList(i, Math.min(known.size(), i + TOLD_AT_ONCE)));
    }
  }

  private void run() {
    try {
      boolean last;
      do {
        last = over.await(SAVE_MILLIS, TimeUnit.MILLISECONDS);
        save();
      } while (!last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The tracker's loop has ended: there is nothing to ask any more.
    }
  }

  private void save() throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<List<CompletedDownloads>> completed = new CompletableFuture<>();
    CompletableFuture<TrackerSnapshot> snapshot = new CompletableFuture<>();
    tracker.takeCompleted(completed::complete);
    tracker.snapshot(snapshot::complete);
    for (CompletedDownloads swarm : completed.get(ANSWER_SECONDS, TimeUnit.SECONDS)) {
      if (unsaved.size() < MAX_UNSAVED || unsaved.containsKey(swarm.infoHash())) {
        unsaved.merge(swarm.infoHash(), swarm.count(), Integer::sum);
      }
    }
    Map<String, Long> now = named(snapshot.get(ANSWER_SECONDS, TimeUnit.SECONDS).counters());
    if (unsaved.isEmpty() && now.equals(saved)) {
      return;
    }
    try {
      List<CompletedDownloads> totals =
          database.transaction(db -> {
            write(db, now);
            return add(db);
          });
      unsaved.clear();
      saved = now;
      // A swarm that the tracker had forgotten, and that is back, now has its old count again.
      tracker.recall(totals);
    } catch (SQLException e) {
      // The database has told what is wrong with it.
    }
  }

  private List<CompletedDownloads> add(Connection db) throws SQLException {
    List<CompletedDownloads> totals = new ArrayList<>();
    try (PreparedStatement add =
        db.prepareStatement(
            "INSERT INTO completed (info_hash, downloads, changed_millis)"
                + " VALUES (?, ?, unixepoch() * 1000) ON CONFLICT (info_hash) DO UPDATE SET"
                + " downloads = downloads + excluded.downloads, changed_millis ="
                + " excluded.changed_millis RETURNING downloads")) {
      for (Map.Entry<InfoHash, Integer> swarm : unsaved.entrySet()) {
        add.setBytes(1, swarm.getKey().bytes());
        add.setInt(2, swarm.getValue());
        try (ResultSet row = add.executeQuery()) {
          if (row.next()) {
            totals.add(
                new CompletedDownloads(
                    swarm.getKey(), (int) Math.min(Integer.MAX_VALUE, row.getLong(1))));
          }
        }
      }
    }
    return totals;
  }

  private void write(Connection db, Map<String, Long> now) throws SQLException {
    try (PreparedStatement put =
        db.prepareStatement("INSERT OR REPLACE INTO total (name, value) VALUES (?, ?)")) {
      for (Map.Entry<String, Long> count : now.entrySet()) {
        put.setString(1, count.getKey());
        put.setLong(2, before.getOrDefault(count.getKey(), 0L) + count.getValue());
        put.executeUpdate();
      }
    }
  }

  private static Map<String, Long> totals(Connection db) throws SQLException {
    Map<String, Long> totals = new LinkedHashMap<>();
    try (Statement select = db.createStatement();
        ResultSet row = select.executeQuery("SELECT name, value FROM total")) {
      while (row.next()) {
        totals.put(row.getString(1), row.getLong(2));
      }
    }
    return totals;
  }

  private static Map<String, Long> named(TrackerSnapshot.Counters counters) {
    Map<String, Long> named = new LinkedHashMap<>();
    named.put("http_announces", counters.httpAnnounces());
    named.put("http_announces_v6", counters.httpAnnouncesV6());
    named.put("udp_announces", counters.udpAnnounces());
    named.put("udp_announces_v6", counters.udpAnnouncesV6());
    named.put("http_scrapes", counters.httpScrapes());
    named.put("udp_scrapes", counters.udpScrapes());
    named.put("udp_connects", counters.udpConnects());
    named.put("failures", counters.failures());
    named.put("refused_by_policy", counters.refusedByPolicy());
    named.put("refused_by_limits", counters.refusedByLimits());
    named.put("refused_by_load", counters.refusedByLoad());
    named.put("dropped", counters.dropped());
    return named;
  }

  /// What was done since the very first start.
  public TrackerSnapshot.Counters total(TrackerSnapshot.Counters now) {
    return new TrackerSnapshot.Counters(
        now.httpAnnounces() + before("http_announces"),
        now.httpAnnouncesV6() + before("http_announces_v6"),
        now.udpAnnounces() + before("udp_announces"),
        now.udpAnnouncesV6() + before("udp_announces_v6"),
        now.httpScrapes() + before("http_scrapes"),
        now.udpScrapes() + before("udp_scrapes"),
        now.udpConnects() + before("udp_connects"),
        now.failures() + before("failures"),
        now.refusedByPolicy() + before("refused_by_policy"),
        now.refusedByLimits() + before("refused_by_limits"),
        now.refusedByLoad() + before("refused_by_load"),
        now.dropped() + before("dropped"));
  }

  private long before(String name) {
    return before.getOrDefault(name, 0L);
  }

  /// Saves what there is. To be called while the tracker still answers.
  @Override
  public void close() {
    over.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
