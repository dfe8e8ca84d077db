package dev.panal.tracker;

/// The tracker in numbers, at one moment.
///
/// @param swarms swarms known, also those without peers at the moment
/// @param peers entries of peers; a peer in two swarms, or in one over IPv4 and over IPv6, counts
///   twice
/// @param seeds those of them that have everything
/// @param bytes memory that swarms and peers take, as accounted
/// @param intervalSeconds when peers are asked to come back now
/// @param counters what was done since the start
public record TrackerSnapshot(
    int swarms, long peers, long seeds, long bytes, int intervalSeconds, Counters counters) {

  /// What was done since the start.
  ///
  /// @param httpAnnounces announces answered over HTTP
  /// @param httpAnnouncesV6 those of them that came over IPv6
  /// @param udpAnnounces announces answered over UDP
  /// @param udpAnnouncesV6 those of them that came over IPv6
  /// @param httpScrapes scrapes answered over HTTP
  /// @param udpScrapes scrapes answered over UDP
  /// @param udpConnects connection ids given out
  /// @param failures requests answered with a reason why not
  /// @param refusedByPolicy those of them whose torrent or passkey is not served
  /// @param refusedByLimits those of them for whom there was no room
  /// @param refusedByLoad those of them that came when there was more to do than could be done
  /// @param dropped datagrams that got no answer
  public record Counters(
      long httpAnnounces,
      long httpAnnouncesV6,
      long udpAnnounces,
      long udpAnnouncesV6,
      long httpScrapes,
      long udpScrapes,
      long udpConnects,
      long failures,
      long refusedByPolicy,
      long refusedByLimits,
      long refusedByLoad,
      long dropped) {}
}
