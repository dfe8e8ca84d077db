package dev.panal.engine;

import dev.panal.io.Failure;
import dev.panal.wire.InfoHash;
import dev.panal.wire.PeerId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// Something a user may care about. Told on the loop, in order; the listener must not block.
public sealed interface SessionEvent {
  /// Peers can reach us at this address.
  record Listening(InetSocketAddress address) implements SessionEvent {}

  /// What is on the disk is being verified. Told at the start and then at most some times a second.
  record Checking(InfoHash torrent, long checkedBytes, long totalBytes) implements SessionEvent {}

  /// The check is over and peers are welcome.
  record Started(InfoHash torrent, long verifiedBytes, long wantedBytes) implements SessionEvent {}

  record PieceVerified(InfoHash torrent, int piece, int verifiedPieces, int pieceCount)
      implements SessionEvent {}

  /// A piece did not match its hash and is fetched again.
  record PieceFailed(InfoHash torrent, int piece) implements SessionEvent {}

  /// All wanted bytes are verified, written and synced. Told once for each torrent that was not
  /// complete when it was started.
  record Completed(InfoHash torrent, long bytes) implements SessionEvent {}

  /// All is here; other peers are served. Told at the start or after [Completed].
  record Seeding(InfoHash torrent) implements SessionEvent {}

  /// @param client hostile text, cleaned
  record PeerConnected(InfoHash torrent, InetSocketAddress peer, String client, boolean incoming)
      implements SessionEvent {}

  record PeerDisconnected(InfoHash torrent, InetSocketAddress peer, String reason)
      implements SessionEvent {}

  /// A peer sent corrupt data or broke the protocol and is not let in again.
  record PeerBanned(InfoHash torrent, InetSocketAddress peer, String reason)
      implements SessionEvent {}

  record TrackerAnnounced(InfoHash torrent, String url, int peers, Duration nextIn)
      implements SessionEvent {}

  /// @param retryIn empty if this tracker will not be asked again
  record TrackerFailed(InfoHash torrent, String url, String reason, Optional<Duration> retryIn)
      implements SessionEvent {}

  /// A tracker relays messages between peers. Told when it says so first, and when it changes.
  ///
  /// @param url of the tracker, as it is announced to
  /// @param path where on the tracker's host messages are left and fetched
  /// @param peerId who we are there
  /// @param key proves it; a secret between us and the torrent's trackers
  record MessagesOffered(InfoHash torrent, String url, String path, PeerId peerId, int key)
      implements SessionEvent {}

  /// The torrent goes on, but a person should know.
  record Warning(InfoHash torrent, String message) implements SessionEvent {}

  /// The torrent has stopped and needs a person.
  record TorrentFailed(InfoHash torrent, Failure failure) implements SessionEvent {}
}
