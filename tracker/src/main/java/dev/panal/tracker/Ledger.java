package dev.panal.tracker;

import dev.panal.wire.InfoHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the store holds all in all. Shared by its shards, which live on one loop.
final class Ledger {
  /// Swarms with completed downloads that wait to be asked for. Whoever asks does so every few
  /// seconds; if nobody does, no more is lost than what nobody wants.
  private static final int MAX_COMPLETED = 65_536;

  /// Reports of peers that are here already, told as events from one tick to the next: a thousand a
  /// second with the default intervals. A tracker that gets more of them would otherwise spend its
  /// time on making and dropping objects that nobody can look at; whoever comes, completes or goes
  /// is always told.
  static final int REPORTS_TOLD_PER_TICK = 40_000;

  final AddressCounts addresses = new AddressCounts();
  int swarms;
  long peers;
  long seeds;
  long bytes = addresses.bytes();

  private int reportsTold;

  private final Map<InfoHash, Integer> completed = new LinkedHashMap<>();

  /// Whether one more report is to be told.
  boolean tellsReport() {
    return reportsTold++ < REPORTS_TOLD_PER_TICK;
  }

  void tick() {
    reportsTold = 0;
  }

  void completed(Swarm swarm) {
    InfoHash infoHash = swarm.infoHash();
    if (completed.size() < MAX_COMPLETED || completed.containsKey(infoHash)) {
      completed.merge(infoHash, 1, Integer::sum);
    }
  }

  /// Since the last time this was asked.
  List<CompletedDownloads> takeCompleted() {
    List<CompletedDownloads> taken = new ArrayList<>(completed.size());
    completed.forEach((infoHash, count) -> taken.add(new CompletedDownloads(infoHash, count)));
    completed.clear();
    return taken;
  }
}
