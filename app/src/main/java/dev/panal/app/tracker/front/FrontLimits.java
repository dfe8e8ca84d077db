package dev.panal.app.tracker.front;

import java.time.Duration;

/// What nobody may exceed at the HTTP port.
///
/// @param connections at once, all together
/// @param connectionsPerAddress at once; loopback and trusted proxies are not counted
/// @param idle how long a connection stays on which nothing moves
/// @param headers how long the headers of a request may take, from the first byte to the last; also
///   for the handshake before the first request
/// @param body how long a body, or a large answer, may take
/// @param bodyBytes the largest body
public record FrontLimits(
    int connections,
    int connectionsPerAddress,
    Duration idle,
    Duration headers,
    Duration body,
    long bodyBytes) {

  /// More than 16,384 connections are a flood, or a leak in a client; 256 of one address a school,
  /// or a client with many torrents. Headers are a packet or two: 15 seconds are for bad radio. The
  /// largest thing that anybody sends is a .torrent, few of which are larger than a few MiB, and
  /// none than 16; in 140 seconds that is 1 Mbit/s.
  public static FrontLimits defaults() {
    return new FrontLimits(
        16_384,
        256,
        Duration.ofSeconds(15),
        Duration.ofSeconds(15),
        Duration.ofSeconds(140),
        16L << 20);
  }
}
