package dev.panal.cluster;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Result;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.infinispan.AdvancedCache;
import org.infinispan.context.Flag;
import org.infinispan.functional.FunctionalMap.ReadWriteMap;
import org.infinispan.functional.impl.FunctionalMapImpl;
import org.infinispan.functional.impl.ReadWriteMapImpl;
import org.jspecify.annotations.Nullable;

/// Rows that every node of the ring has, in memory: what is hosted, policy, counters, messages.
/// Keeping them on disk, and offering them again after a restart, is for whoever uses this.
///
/// As with buckets, Infinispan only carries: every row that arrives here, by a put, with the others
/// at a join, or when parts of the ring meet again, is kept if it is newer than what is known. So
/// nothing depends on the order in which rows come.
public final class SharedRows {
  private final EventLoop loop;
  private final ConcurrentMap<String, Row> newest = new ConcurrentHashMap<>();
  private final List<Consumer<Row>> listeners = new CopyOnWriteArrayList<>();
  private @Nullable AdvancedCache<String, Row> cache;
  private @Nullable ReadWriteMap<String, Row> carrier;

  SharedRows(EventLoop loop) {
    this.loop = loop;
  }

  void carriedBy(AdvancedCache<String, Row> rows) {
    cache = rows.withFlags(Flag.CACHE_MODE_LOCAL);
    carrier = ReadWriteMapImpl.create(FunctionalMapImpl.create(rows));
  }

  /// Puts a row on every node where it is newer than what is there.
  ///
  /// @param completion on the loop: done when all nodes have it, or something newer
  public void put(
      String table, String key, long version, byte[] value, Completion<Void> completion) {
    offer(new Row(table, key, version, Optional.of(value)), completion);
  }

  /// Deletes a row on every node where this is newer than what is there.
  public void delete(String table, String key, long version, Completion<Void> completion) {
    offer(new Row(table, key, version, Optional.empty()), completion);
  }

  /// The same as [#put] or [#delete], for rows that were kept.
  public void offer(Row row, Completion<Void> completion) {
    ReadWriteMap<String, Row> map = carrier;
    if (map == null) {
      throw new IllegalStateException("this node has not joined yet");
    }
    // Never on the caller's thread: Infinispan may wait where it says it does not.
    Thread.ofVirtual()
        .name("ring rows")
        .start(() -> {
          Result<Void> result =
              Outcome.of("rows", () -> map.eval(row.name(), new OfferRow(row, this)).join());
          loop.execute(() -> completion.accept(result));
        });
  }

  /// Forgets, on this node alone, that rows of a table are deleted, where they have been for long
  /// enough: nobody comes any more who still has them.
  ///
  /// @param before versions below this are forgotten
  public void forgetDeleted(String table, long before) {
    AdvancedCache<String, Row> here = cache;
    if (here == null) {
      throw new IllegalStateException("this node has not joined yet");
    }
    List<Row> old =
        all(table).stream().filter(row -> row.value().isEmpty() && row.version() < before).toList();
    for (Row row : old) {
      // Only this very row: a newer one may be on its way.
      if (newest.remove(row.name(), row)) {
        boolean _ = here.remove(row.name(), row);
      }
    }
  }

  /// All rows of a table as this node knows them, deleted ones too. From any thread.
  public List<Row> all(String table) {
    return newest.values().stream().filter(row -> row.table().equals(table)).toList();
  }

  /// A row as this node knows it, if it was not deleted. From any thread.
  public Optional<byte[]> value(String table, String key) {
    return Optional.ofNullable(newest.get(table + '\0' + key)).flatMap(Row::value);
  }

  /// @param listener on the loop: hears every row that becomes the newest on this node, including
  ///   those that were there before, for a listener that comes early enough or not
  public void onRow(Consumer<Row> listener) {
    listeners.add(listener);
    newest.values().forEach(row -> loop.execute(() -> listener.accept(row)));
  }

  /// A row has come, from anywhere. On any thread.
  void hear(Row row) {
    boolean[] news = {false};
    newest.compute(
        row.name(),
        (name, before) -> {
          news[0] = before == null || row.isNewerThan(before);
          return news[0] || before == null ? row : before;
        });
    if (news[0]) {
      loop.execute(() -> listeners.forEach(listener -> listener.accept(row)));
    }
  }
}
