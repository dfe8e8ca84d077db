package dev.panal.engine;

import dev.panal.wire.InfoHash;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// One torrent at one moment.
///
/// @param totalBytes of all files, pad files not counted
/// @param wantedBytes of the files that were asked for
/// @param verifiedBytes wanted bytes that are verified and written
/// @param checkedBytes while CHECKING: how far the check is; else 0
/// @param downloadedBytes payload received by this session, also what was thrown away
/// @param uploadedBytes payload sent by this session
/// @param sources peers that send to us now
/// @param seeds connected peers that have everything
/// @param eta time left at the present rate; empty when nothing moves or nothing is left
/// @param waiting why nothing moves, for people; empty when something does
/// @param failure what went wrong, in state FAILED
/// @param have one bit a piece, set if verified; a copy
public record TorrentSnapshot(
    InfoHash infoHash,
    String name,
    Path folder,
    TorrentState state,
    long totalBytes,
    long wantedBytes,
    long verifiedBytes,
    long checkedBytes,
    long downloadedBytes,
    long uploadedBytes,
    long downloadBytesPerSecond,
    long uploadBytesPerSecond,
    int pieceCount,
    int verifiedPieces,
    int sources,
    int seeds,
    Optional<Duration> eta,
    Optional<String> waiting,
    Optional<String> failure,
    BitSet have,
    List<PeerSnapshot> peers,
    List<TrackerSnapshot> trackers) {

  /// One connection at one moment.
  ///
  /// @param client what the peer calls itself, or its peer id; hostile text, cleaned
  /// @param progress 0 to 1
  public record PeerSnapshot(
      InetSocketAddress address,
      String client,
      boolean incoming,
      double progress,
      long downloadBytesPerSecond,
      long uploadBytesPerSecond,
      long downloadedBytes,
      long uploadedBytes,
      boolean choking,
      boolean interested,
      boolean chokedByUs,
      boolean interestingToUs,
      int outstandingRequests) {}

  /// One tracker at one moment.
  ///
  /// @param status in words, for people
  /// @param nextAnnounceIn empty if none is planned
  public record TrackerSnapshot(
      String url,
      int tier,
      String status,
      OptionalInt seeds,
      OptionalInt leechers,
      Optional<Duration> nextAnnounceIn) {}
}
