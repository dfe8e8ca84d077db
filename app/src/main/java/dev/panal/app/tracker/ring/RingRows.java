package dev.panal.app.tracker.ring;

import dev.panal.app.database.Database;
import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.io.Result;
import dev.panal.tracker.ring.SharedRows;
import dev.panal.tracker.ring.SharedRows.Row;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rows that this tracker knows, in memory and in its database, and their way to and from the
/// others.
///
/// May be used from any thread, also from the tracker's loop: nothing waits for a disk or for the
/// ring but a thread of its own. A row is in the database before the others hear of it.
final class RingRows implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RingRows.class);

  /// Rows on their way to the ring at once: of parts of torrents 8 MiB.
  private static final int UNDER_WAY = 16;

  /// A ring that has not taken a row is asked again after this time.
  private static final Duration RETRY = Duration.ofSeconds(5);

  /// How often is looked for what has been gone for long enough.
  private static final Duration PRUNE = Duration.ofHours(1);

  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final RowTable table;
  private final SharedRows shared;
  private final InstantSource clock;
  private final Semaphore free = new Semaphore(UNDER_WAY);
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore reasons = new Semaphore(0);

  /// The newest of each, as far as is known here; of parts of torrents without their bytes.
  private final Map<Name, Row> known = new HashMap<>();

  /// What the ring has in the same version.
  private final Set<Name> there = new HashSet<>();

  /// What is to be written, and put to the ring: of each row the newest.
  private Map<Name, Change> due = new LinkedHashMap<>();

  /// What the ring has not taken.
  private final Map<Name, Row> refused = new LinkedHashMap<>();

  /// What waits for its turn to go to the ring; of the thread.
  private final Deque<Change> sending = new ArrayDeque<>();

  private boolean ended;
  private long prunedMillis;
  private long retriedMillis;

  private record Name(Kind kind, String key) {}

  /// @param outgoing whether the ring is to hear of it
  /// @param then whoever waits until it has
  private record Change(Name name, Row row, boolean outgoing, List<Runnable> then) {}

  /// Reads what is in the database.
  RingRows(TrackerDatabase database, SharedRows shared, InstantSource clock) throws IOException {
    this.table = new RowTable(database);
    this.shared = shared;
    this.clock = clock;
    Map<String, Kind> kinds = new HashMap<>();
    for (Kind kind : Kind.values()) {
      kinds.put(kind.table, kind);
    }
    try {
      prune();
      for (Row row : table.all()) {
        Kind kind = kinds.get(row.table());
        if (kind != null) {
          known.put(new Name(kind, row.key()), row);
        }
      }
    } catch (SQLException e) {
      throw new IOException(TrackerDatabase.FILE + ": " + Database.reason(e), e);
    }
    this.thread = Thread.ofVirtual().name("panal-ring-rows").start(this::run);
  }

  Optional<Row> find(Kind kind, String key) {
    lock.lock();
    try {
      return Optional.ofNullable(known.get(new Name(kind, key)));
    } finally {
      lock.unlock();
    }
  }

  /// Those that are not gone.
  List<Row> living(Kind kind) {
    return all(kind).stream().filter(row -> row.value().isPresent()).toList();
  }

  List<Row> all(Kind kind) {
    lock.lock();
    try {
      List<Row> all = new ArrayList<>();
      known.forEach((name, row) -> {
        if (name.kind() == kind) {
          all.add(row);
        }
      });
      return all;
    } finally {
      lock.unlock();
    }
  }

  /// A version for a change that is made now: later than what is known of the row.
  long nextVersion(Kind kind, String key) {
    long before = find(kind, key).map(Row::version).orElse(0L);
    return Math.max(before + 1, clock.millis());
  }

  /// Something has changed here: all are to know. A row that is older than what is known does
  /// nothing.
  void put(Kind kind, String key, long version, Optional<byte[]> value) {
    put(kind, key, version, value, () -> {});
  }

  /// @param then runs, on some thread, once all that are there know, or once it is clear that they
  ///   cannot be told now
  void put(Kind kind, String key, long version, Optional<byte[]> value, Runnable then) {
    Row row = new Row(kind.table, key, version, value);
    boolean newer = note(kind, row, true, then);
    if (!newer) {
      then.run();
    }
  }

  /// Offers the ring a row that is known already, unless it has it.
  void offer(Kind kind, Row row) {
    Name name = new Name(kind, row.key());
    lock.lock();
    try {
      if (!there.contains(name)) {
        due.putIfAbsent(name, new Change(name, row, true, List.of()));
        reasons.release();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether the ring has this row in the version that is known here.
  boolean isThere(Kind kind, String key) {
    lock.lock();
    try {
      return there.contains(new Name(kind, key));
    } finally {
      lock.unlock();
    }
  }

  /// Hears of the rows of the ring: of each that is newer than what was known here, one after the
  /// other.
  void listen(Kind kind, Consumer<Row> newer) {
    ReentrantLock one = new ReentrantLock();
    shared.listen(
        kind.table,
        row -> {
          one.lock();
          try {
            if (note(kind, row, false, () -> {})) {
              newer.accept(row);
            }
          } finally {
            one.unlock();
          }
        });
  }

  private boolean note(Kind kind, Row row, boolean outgoing, Runnable then) {
    Name name = new Name(kind, row.key());
    lock.lock();
    try {
      Row before = known.get(name);
      if (before != null && before.version() >= row.version()) {
        if (!outgoing && before.version() == row.version()) {
          there.add(name);
        }
        return false;
      }
      known.put(name, kind.kept ? row : light(row));
      if (outgoing) {
        there.remove(name);
      } else {
        there.add(name);
      }
      refused.remove(name);
      if (outgoing || kind.kept) {
        List<Runnable> waiters = new ArrayList<>();
        Change older = due.get(name);
        if (older != null) {
          waiters.addAll(older.then());
        }
        waiters.add(then);
        due.put(name, new Change(name, row, outgoing, waiters));
        reasons.release();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private static Row light(Row row) {
    return new Row(row.table(), row.key(), row.version(), row.value().map(_ -> new byte[0]));
  }

  private void run() {
    try {
      while (true) {
        List<Change> changes = next();
        write(changes);
        for (Change change : changes) {
          if (change.outgoing()) {
            sending.add(change);
          } else {
            change.then().forEach(Runnable::run);
          }
        }
        boolean last = over();
        // What comes later must not wait for the ring on its way to the disk.
        while (!sending.isEmpty() && (free.tryAcquire() || last)) {
          send(sending.remove());
        }
        if (last) {
          return;
        }
        if (clock.millis() - prunedMillis > PRUNE.toMillis()) {
          pruneAgain();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Change> next() throws InterruptedException {
    boolean _ = reasons.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    int _ = reasons.drainPermits();
    lock.lock();
    try {
      if (clock.millis() - retriedMillis > RETRY.toMillis()) {
        retriedMillis = clock.millis();
        refused.forEach(
            (name, row) -> due.putIfAbsent(name, new Change(name, row, true, List.of())));
        refused.clear();
      }
      List<Change> changes = List.copyOf(due.values());
      due = new LinkedHashMap<>();
      return changes;
    } finally {
      lock.unlock();
    }
  }

  private boolean over() {
    lock.lock();
    try {
      return ended && due.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void write(List<Change> changes) {
    List<Row> rows =
        changes.stream().filter(change -> change.name().kind().kept).map(Change::row).toList();
    if (!rows.isEmpty()) {
      try {
        table.put(rows);
      } catch (SQLException e) {
        // The database has told it, and in memory all goes on.
      }
    }
  }

  private void send(Change change) {
    try {
      shared.put(change.row(), result -> sent(change, result instanceof Result.Done<Row>));
    } catch (RuntimeException e) {
      LOG.warn("the ring does not take rows", e);
      sent(change, false);
    }
  }

  private void sent(Change change, boolean everywhere) {
    free.release();
    note(change, everywhere);
    change.then().forEach(Runnable::run);
    reasons.release();
  }

  private void note(Change change, boolean everywhere) {
    Name name = change.name();
    lock.lock();
    try {
      Row latest = known.get(name);
      if (latest != null && latest.version() > change.row().version()) {
        return;
      }
      if (everywhere) {
        there.add(name);
      } else {
        refused.put(name, change.row());
      }
    } finally {
      lock.unlock();
    }
  }

  private void pruneAgain() {
    try {
      prune();
    } catch (SQLException e) {
      // The database has told it.
    }
  }

  private void forgetInRing(Kind kind, long before) {
    try {
      shared.forgetGone(kind.table, before);
    } catch (RuntimeException e) {
      LOG.warn("the ring goes on remembering what is gone", e);
    }
  }

  private void prune() throws SQLException {
    prunedMillis = clock.millis();
    for (Kind kind : Kind.values()) {
      long before = prunedMillis - kind.remembered.toMillis();
      table.prune(kind.table, before);
      forgetInRing(kind, before);
      lock.lock();
      try {
        known
            .entrySet()
            .removeIf(entry ->
                entry.getKey().kind() == kind
                    && entry.getValue().value().isEmpty()
                    && entry.getValue().version() < before);
        there.retainAll(known.keySet());
      } finally {
        lock.unlock();
      }
    }
  }

  /// Writes what is left, and gives it to the ring.
  @Override
  public void close() {
    lock.lock();
    try {
      ended = true;
      reasons.release();
    } finally {
      lock.unlock();
    }
    try {
      boolean _ = thread.join(GOODBYE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
