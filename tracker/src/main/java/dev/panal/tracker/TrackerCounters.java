package dev.panal.tracker;

/// What was done since the start; see [TrackerSnapshot.Counters].
final class TrackerCounters {
  long httpAnnounces;
  long httpAnnouncesV6;
  long udpAnnounces;
  long udpAnnouncesV6;
  long httpScrapes;
  long udpScrapes;
  long udpConnects;
  long failures;
  long refusedByPolicy;
  long refusedByLimits;
  long refusedByLoad;
  long dropped;

  TrackerSnapshot.Counters snapshot() {
    return new TrackerSnapshot.Counters(
        httpAnnounces,
        httpAnnouncesV6,
        udpAnnounces,
        udpAnnouncesV6,
        httpScrapes,
        udpScrapes,
        udpConnects,
        failures,
        refusedByPolicy,
        refusedByLimits,
        refusedByLoad,
        dropped);
  }
}
