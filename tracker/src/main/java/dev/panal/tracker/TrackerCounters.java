package dev.panal.tracker;

/// What was done since the start; see [TrackerSnapshot.Counters].
final class TrackerCounters {
  long httpAnnounces;
  long udpAnnounces;
  long httpScrapes;
  long udpScrapes;
  long udpConnects;
  long failures;
  long dropped;

  TrackerSnapshot.Counters snapshot() {
    return new TrackerSnapshot.Counters(
        httpAnnounces, udpAnnounces, httpScrapes, udpScrapes, udpConnects, failures, dropped);
  }
}
