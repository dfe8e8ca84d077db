package dev.panal.app.tracker.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.io.Completion;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.tracker.ring.SharedRows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RingRowsTest {
  private static final Optional<byte[]> GONE = Optional.empty();

  @TempDir Path data;

  private final Shared shared = new Shared();
  private TrackerDatabase database;
  private volatile Instant now = Instant.parse("2026-11-26T12:00:00Z");

  /// A ring that does as it is told.
  private static final class Shared implements SharedRows {
    final List<Row> taken = new CopyOnWriteArrayList<>();
    final List<Consumer<Row>> listeners = new CopyOnWriteArrayList<>();
    final Map<String, Long> forgotten = new ConcurrentHashMap<>();
    volatile boolean refuses;
    volatile boolean silent;

    @Override
    public void put(Row row, Completion<Row> completion) {
      if (silent) {
        return;
      }
      if (!refuses) {
        taken.add(row);
      }
      Thread.ofVirtual()
          .start(() ->
              completion.accept(
                  refuses
                      ? Result.failed(Failure.Reason.UNREACHABLE, "ring", "nobody")
                      : Result.done(row)));
    }

    @Override
    public void forgetGone(String table, long before) {
      forgotten.put(table, before);
    }

    @Override
    public void listen(String table, Consumer<Row> listener) {
      listeners.add(listener);
    }
  }

  @BeforeEach
  void open() throws IOException {
    database = TrackerDatabase.open(data, trouble -> {});
  }

  @AfterEach
  void close() throws IOException {
    database.close();
  }

  private RingRows rows() throws IOException {
    return new RingRows(database, shared, (InstantSource) () -> now);
  }

  private static Optional<byte[]> bytes(int number) {
    return Optional.of(new byte[] {(byte) number});
  }

  private static SharedRows.Row row(long version, int number) {
    return new SharedRows.Row(Kind.TORRENT.table, "a", version, bytes(number));
  }

  @Test
  void theNewerHoldsAndIsKept() throws Exception {
    List<SharedRows.Row> heard = new CopyOnWriteArrayList<>();
    try (RingRows rows = rows()) {
      rows.listen(Kind.TORRENT, heard::add);
      rows.put(Kind.TORRENT, "a", 5, bytes(5));
      rows.put(Kind.TORRENT, "a", 4, bytes(4));
      Consumer<SharedRows.Row> ring = shared.listeners.getFirst();
      ring.accept(row(5, 5));
      ring.accept(row(3, 3));
      assertThat(heard).isEmpty();
      ring.accept(row(7, 7));
      ring.accept(row(6, 6));
      ring.accept(row(7, 7));
      assertThat(heard).containsExactly(row(7, 7));
      assertThat(rows.nextVersion(Kind.TORRENT, "a")).isEqualTo(now.toEpochMilli());
    }
    assertThat(shared.taken).allMatch(row -> row.version() == 5);
    try (RingRows rows = rows()) {
      assertThat(rows.find(Kind.TORRENT, "a")).contains(row(7, 7));
    }
  }

  @Test
  void whatIsGoneIsRememberedForAWhile() throws Exception {
    try (RingRows rows = rows()) {
      rows.put(Kind.TORRENT, "a", now.toEpochMilli(), GONE);
      rows.put(Kind.TORRENT, "b", now.toEpochMilli(), bytes(1));
    }
    now = now.plus(Duration.ofDays(29));
    try (RingRows rows = rows()) {
      assertThat(rows.all(Kind.TORRENT)).hasSize(2);
      assertThat(rows.living(Kind.TORRENT)).hasSize(1);
    }
    now = now.plus(Duration.ofDays(2));
    try (RingRows rows = rows()) {
      assertThat(rows.all(Kind.TORRENT)).hasSize(1);
      assertThat(rows.living(Kind.TORRENT)).hasSize(1);
    }
    assertThat(shared.forgotten)
        .containsEntry(Kind.TORRENT.table, now.minus(Kind.TORRENT.remembered).toEpochMilli())
        .hasSameSizeAs(Kind.values());
  }

  @Test
  void whatTheRingRefusedIsOfferedAgain() throws Exception {
    shared.refuses = true;
    List<String> told = new CopyOnWriteArrayList<>();
    try (RingRows rows = rows()) {
      rows.put(Kind.TORRENT, "a", 1, bytes(1), () -> told.add("a"));
      Awaitility.await().until(() -> told.size() == 1);
      assertThat(rows.isThere(Kind.TORRENT, "a")).isFalse();
      shared.refuses = false;
      now = now.plusSeconds(60);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> rows.isThere(Kind.TORRENT, "a"));
    }
    assertThat(shared.taken).containsExactly(row(1, 1));
  }

  @Test
  void aSilentRingKeepsNothingOffTheDisk() throws Exception {
    shared.silent = true;
    try (RingRows rows = rows()) {
      for (int i = 0; i < 200; i++) {
        rows.put(Kind.MESSAGE, "m" + i, 1, bytes(i));
      }
    }
    try (RingRows rows = rows()) {
      assertThat(rows.living(Kind.MESSAGE)).hasSize(200);
    }
  }
}
