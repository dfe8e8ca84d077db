package dev.panal.engine.storage;

import dev.panal.engine.ResumeData;
import dev.panal.engine.ResumeStore;
import dev.panal.io.EventLoop;
import dev.panal.io.EventLoop.Timer;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Saves what has changed, for all torrents of a session together, one batch at a time.
///
/// What is not urgent waits for a second, and longer the more there is to write, so that journaling
/// torrents of very many files or pieces stays cheap. A batch that could not be saved is a warning,
/// and is tried again with growing patience.
final class JournalWriter {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /// What a batch may cost on average.
  private static final long BYTES_PER_SECOND = 256 * 1024;

  /// The longest a batch waits, however much it is.
  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(30);

  /// How often totals are saved of torrents of which nothing else has changed.
  private static final Duration TOTALS_PERIOD = Duration.ofSeconds(30);

  /// Retries double from [#PERIOD] this often: to about a minute.
  private static final int DOUBLINGS = 6;

  /// What is saved of one torrent.
  interface Entry {
    ResumeData snapshot();

    /// About as many bytes as a snapshot takes.
    long weight();

    /// Whether totals have changed since the last snapshot.
    boolean totalsChanged();
  }

  /// Of a torrent that has no storage now.
  record Parked(ResumeData snapshot) implements Entry {
    @Override
    public long weight() {
      return snapshot.pieceCount() / 8;
    }

    @Override
    public boolean totalsChanged() {
      return false;
    }
  }

  private record Waiter(Entry entry, Consumer<Optional<Failure>> done) {}

  private final EventLoop loop;
  private final ResumeStore store;
  private final Consumer<Failure> warnings;
  private final LinkedHashSet<Entry> entries = new LinkedHashSet<>();
  private final LinkedHashSet<Entry> dirty = new LinkedHashSet<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private @Nullable Timer due;
  private @Nullable Timer totalsDue;
  private boolean saving;
  private int failures;

  JournalWriter(EventLoop loop, ResumeStore store, Consumer<Failure> warnings) {
    this.loop = loop;
    this.store = store;
    this.warnings = warnings;
  }

  void add(Entry entry) {
    entries.add(entry);
    if (totalsDue == null) {
      totalsDue = loop.schedule(TOTALS_PERIOD, this::lookAtTotals);
    }
  }

  /// The entry is not saved again, unless [#save] is called for it.
  void remove(Entry entry) {
    entries.remove(entry);
    dirty.remove(entry);
    if (entries.isEmpty() && totalsDue != null) {
      totalsDue.cancel();
      totalsDue = null;
    }
    if (dirty.isEmpty() && due != null) {
      due.cancel();
      due = null;
    }
  }

  /// To be saved before long.
  void dirty(Entry entry) {
    if (entries.contains(entry)) {
      dirty.add(entry);
      schedule();
    }
  }

  /// To be saved at once.
  ///
  /// @param done hears, in a later turn, that what the entry is now is durable, or why not
  void save(Entry entry, Consumer<Optional<Failure>> done) {
    dirty.add(entry);
    waiters.add(new Waiter(entry, done));
    if (!saving) {
      saveNow();
    }
  }

  /// Whether nothing of the entry waits to be saved, or is being saved.
  boolean saved(Entry entry) {
    return !saving && !dirty.contains(entry);
  }

  private void schedule() {
    if (saving || due != null || dirty.isEmpty()) {
      return;
    }
    long weight = 0;
    for (Entry entry : dirty) {
      weight += entry.weight();
    }
    Duration wait = PERIOD.plusMillis(1000 * weight / BYTES_PER_SECOND);
    if (wait.compareTo(LONGEST_PERIOD) > 0) {
      wait = LONGEST_PERIOD;
    }
    Duration patience = PERIOD.multipliedBy(1L << Math.min(failures, DOUBLINGS));
    due = loop.schedule(wait.compareTo(patience) > 0 ? wait : patience, this::saveNow);
  }

  private void saveNow() {
    if (due != null) {
      due.cancel();
      due = null;
    }
    List<Entry> batch = List.copyOf(dirty);
    List<Waiter> told = List.copyOf(waiters);
    dirty.clear();
    waiters.clear();
    saving = true;
    store.save(batch.stream().map(Entry::snapshot).toList(), result -> saved(batch, told, result));
  }

  private void saved(List<Entry> batch, List<Waiter> told, Result<Integer> result) {
    saving = false;
    Optional<Failure> failure =
        switch (result) {
          case Result.Done<Integer> _ -> Optional.empty();
          case Result.Failed<Integer>(Failure reason) -> Optional.of(reason);
        };
    if (failure.isPresent()) {
      failures++;
      for (Entry entry : batch) {
        if (entries.contains(entry)) {
          dirty.add(entry);
        }
      }
      warnings.accept(failure.get());
    } else {
      failures = 0;
    }
    told.forEach(waiter -> waiter.done.accept(failure));
    if (!waiters.isEmpty() && !saving) {
      saveNow();
    }
    schedule();
  }

  private void lookAtTotals() {
    totalsDue = loop.schedule(TOTALS_PERIOD, this::lookAtTotals);
    for (Entry entry : entries) {
      if (entry.totalsChanged()) {
        dirty(entry);
      }
    }
  }
}
