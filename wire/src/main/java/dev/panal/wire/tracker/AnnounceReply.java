package dev.panal.wire.tracker;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// A tracker answers an announce.
///
/// @param interval when to announce again, in whole seconds
/// @param minInterval never to announce more often than this; HTTP only
/// @param seeders peers that have everything, where the tracker says it
/// @param leechers the other peers, where the tracker says it
/// @param downloaded how often the download was completed, where the tracker says it; HTTP only
/// @param externalAddress the client's address as the tracker sees it (BEP 24); HTTP only
/// @param trackerId to be sent back with the next announce; HTTP only
/// @param warning for people; HTTP only
/// @param messages the path on the tracker's own host where peers leave and fetch messages, a key
///   of our own that other clients skip; HTTP only
public record AnnounceReply(
    Duration interval,
    Optional<Duration> minInterval,
    PeerList peers,
    OptionalInt seeders,
    OptionalInt leechers,
    OptionalInt downloaded,
    Optional<InetAddress> externalAddress,
    Optional<String> trackerId,
    Optional<String> warning,
    Optional<String> messages)
    implements AnnounceAnswer {
  /// Where a tracker names no interval: what is usual.
  public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(30);

  /// A reply with the least: what both transports can carry.
  public static AnnounceReply of(Duration interval, int seeders, int leechers, PeerList peers) {
    return new AnnounceReply(
        interval,
        Optional.empty(),
        peers,
        OptionalInt.of(seeders),
        OptionalInt.of(leechers),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
