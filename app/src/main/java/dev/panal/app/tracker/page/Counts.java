package dev.panal.app.tracker.page;

import dev.panal.app.tracker.hosting.HostedTorrent;
import dev.panal.app.tracker.hosting.Hosting;
import dev.panal.tracker.SwarmSummary;
import dev.panal.tracker.Tracker;
import dev.panal.wire.InfoHash;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// The numbers of the swarms of everything hosted, asked of the tracker no more than once a second,
/// and only if somebody wants to know.
final class Counts {
  private static final Duration FRESH = Duration.ofSeconds(1);

  /// A loop under load may take a while; then the numbers of before are good enough.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Tracker tracker;
  private final Hosting hosting;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Map<InfoHash, SwarmSummary> known = Map.of();
  private volatile long knownNanos = System.nanoTime() - FRESH.toNanos();

  Counts(Tracker tracker, Hosting hosting) {
    this.tracker = tracker;
    this.hosting = hosting;
  }

  /// By info-hash; what is not in it has nobody. Blocks.
  Map<InfoHash, SwarmSummary> now() {
    if (System.nanoTime() - knownNanos < FRESH.toNanos()) {
      return known;
    }
    asking.lock();
    try {
      if (System.nanoTime() - knownNanos >= FRESH.toNanos()) {
        ask();
      }
      return known;
    } finally {
      asking.unlock();
    }
  }

  private void ask() {
    List<InfoHash> wanted = hosting.all().stream().map(HostedTorrent::infoHash).toList();
    CompletableFuture<List<SwarmSummary>> answer = new CompletableFuture<>();
    tracker.swarms(wanted, answer::complete);
    try {
      Map<InfoHash, SwarmSummary> fresh = new HashMap<>();
      for (SwarmSummary swarm : answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        fresh.put(swarm.infoHash(), swarm);
      }
      known = fresh;
    } catch (ExecutionException | TimeoutException e) {
      // What was known stays.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    knownNanos = System.nanoTime();
  }

  SwarmSummary of(InfoHash infoHash) {
    return now().getOrDefault(infoHash, new SwarmSummary(infoHash, 0, 0, 0));
  }
}
