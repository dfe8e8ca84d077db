package dev.panal.app.tracker.ring;

import dev.panal.io.Completion;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.tracker.ring.SharedRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Rows that several trackers in this process share, on a bad day: they come late, some twice, and
/// in another order everywhere. What is in no member's memory any more is gone.
final class LocalRing implements AutoCloseable {
  private static final int LATEST_MILLIS = 40;

  private final ScheduledExecutorService engine = Executors.newScheduledThreadPool(2);
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final Random random = new Random(1);

  /// Rows that were put, by whomever.
  final AtomicInteger puts = new AtomicInteger();

  /// A member that knows at once what the others know.
  ///
  /// @param loop where completions arrive
  Member join(Executor loop) {
    Member member = new Member(loop);
    for (Member other : members) {
      other.rows().forEach(member::receive);
    }
    members.add(member);
    for (Member other : members) {
      other.rows().forEach(member::receive);
    }
    return member;
  }

  @Override
  public void close() {
    engine.shutdownNow();
  }

  /// One tracker's.
  final class Member implements SharedRows, AutoCloseable {
    private final Executor loop;
    private final Map<String, Row> memory = new HashMap<>();
    private final Map<String, List<Consumer<Row>>> listeners = new HashMap<>();
    private volatile boolean cut;

    Member(Executor loop) {
      this.loop = loop;
    }

    private synchronized List<Row> rows() {
      return List.copyOf(memory.values());
    }

    private void receive(Row row) {
      List<Consumer<Row>> hearers;
      synchronized (this) {
        Row before = memory.get(row.table() + " " + row.key());
        if (before != null && before.version() >= row.version()) {
          return;
        }
        memory.put(row.table() + " " + row.key(), row);
        hearers = List.copyOf(listeners.getOrDefault(row.table(), List.of()));
      }
      hearers.forEach(hearer -> hearer.accept(row));
    }

    @Override
    public void put(Row row, Completion<Row> completion) {
      puts.incrementAndGet();
      if (cut) {
        later(() -> {
          receive(row);
          loop.execute(() ->
              completion.accept(Result.failed(Failure.Reason.UNREACHABLE, "ring", "nobody there")));
        });
        return;
      }
      List<Member> reached = members.stream().filter(member -> !member.cut).toList();
      AtomicInteger open = new AtomicInteger(reached.size());
      for (Member member : reached) {
        later(() -> {
          member.receive(row);
          if (open.decrementAndGet() == 0) {
            // Whoever has joined meanwhile.
            members.stream().filter(late -> !late.cut).forEach(late -> late.receive(row));
            loop.execute(() -> completion.accept(Result.done(row)));
          }
        });
        if (random.nextInt(4) == 0) {
          later(() -> member.receive(row));
        }
      }
    }

    @Override
    public void forgetGone(String table, long before) {
      // Nothing here lives for long.
    }

    private void later(Runnable task) {
      var _ = engine.schedule(task, random.nextInt(LATEST_MILLIS), TimeUnit.MILLISECONDS);
    }

    @Override
    public void listen(String table, Consumer<Row> listener) {
      List<Row> present = new ArrayList<>();
      synchronized (this) {
        listeners.computeIfAbsent(table, _ -> new ArrayList<>()).add(listener);
        memory.values().stream().filter(row -> row.table().equals(table)).forEach(present::add);
      }
      present.forEach(listener);
    }

    /// Reaches nobody, and is not reached.
    void cutOff() {
      cut = true;
    }

    /// Each side gets what the other has.
    void heal() {
      cut = false;
      for (Member other : members) {
        rows().forEach(other::receive);
        other.rows().forEach(this::receive);
      }
    }

    @Override
    public void close() {
      members.remove(this);
    }
  }
}
