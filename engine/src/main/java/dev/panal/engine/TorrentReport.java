package dev.panal.engine;

import dev.panal.engine.TorrentSnapshot.PeerSnapshot;
import dev.panal.engine.TorrentSnapshot.TrackerSnapshot;
import dev.panal.engine.announce.TrackerStatus;
import dev.panal.engine.peer.PeerConnection;
import dev.panal.engine.peer.PeerProtocol;
import dev.panal.engine.peer.PeerStats;
import dev.panal.engine.picker.PiecePicker;
import dev.panal.engine.storage.Storage;
import dev.panal.io.Failure;
import dev.panal.wire.metainfo.FileEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// A torrent in numbers: for snapshots, for trackers, for resume data.
final class TorrentReport {
  /// How long nothing has to come before we say that we wait.
  private static final long IDLE_NANOS = 3_000_000_000L;

  /// A peer may call itself anything; so much of it is shown.
  private static final int MAX_CLIENT_NAME = 40;

  private final Torrent torrent;

  // What was counted until the torrent was last parked, and what is fixed while it is.
  private long downloadedBefore;
  private long uploadedBefore;
  private long wastedBefore;
  private long parkedLeft;
  private long parkedWanted;

  TorrentReport(Torrent torrent) {
    this.torrent = torrent;
  }

  // ---- for trackers and resume data ------------------------------------------------------------

  long downloadedBytes() {
    return downloadedBefore + torrent.fetching().map(f -> f.downloaded().totalBytes()).orElse(0L);
  }

  long uploadedBytes() {
    return uploadedBefore + torrent.serving().map(s -> s.uploaded().totalBytes()).orElse(0L);
  }

  /// Bytes that are missing, wanted or not; what trackers are told as `left` (BEP 3).
  long leftBytes() {
    return torrent.parked()
        ? parkedLeft
        : torrent.fetching().map(f -> f.picker().missingBytes()).orElse(0L);
  }

  /// Payload that came and was of no use.
  long wastedBytes() {
    return wastedBefore + torrent.fetching().map(Fetching::wastedBytes).orElse(0L);
  }

  /// The torrent is about to be parked: its counters end.
  ///
  /// @param wantedBytes all of which are here
  /// @param leftBytes missing, and not wanted
  void parking(long wantedBytes, long leftBytes) {
    parkedWanted = wantedBytes;
    parkedLeft = leftBytes;
    downloadedBefore = downloadedBytes();
    uploadedBefore = uploadedBytes();
    wastedBefore = wastedBytes();
  }

  ResumeData.Totals totals() {
    ResumeData.Totals before = torrent.before();
    long seconds =
        Duration.ofNanos(torrent.context().nowNanos() - torrent.startedNanos()).toSeconds();
    return new ResumeData.Totals(
        before.downloadedBytes() + downloadedBytes(),
        before.uploadedBytes() + uploadedBytes(),
        before.activeSeconds() + seconds,
        before.seedingSeconds() + (torrent.completed() ? seconds : 0));
  }

  // ---- for people ------------------------------------------------------------------------------

  TorrentSnapshot snapshot() {
    long now = torrent.context().nowNanos();
    Optional<Storage> storage = torrent.storageIfOpen();
    Optional<PiecePicker> picker = torrent.fetching().map(Fetching::picker);
    long down = torrent.fetching().map(f -> f.downloaded().bytesPerSecond(now)).orElse(0L);
    long up = torrent.serving().map(s -> s.uploaded().bytesPerSecond(now)).orElse(0L);
    long whenParked = torrent.parked() ? parkedWanted : 0;
    long wanted = storage.map(Storage::wantedBytes).orElse(whenParked);
    long verified = storage.map(Storage::verifiedBytes).orElse(whenParked);
    long left = picker.map(PiecePicker::wantedLeftBytes).orElse(wanted - verified);
    boolean downloading = torrent.state() == TorrentState.DOWNLOADING;
    BitSet have =
        storage
            .map(Storage::have)
            .or(() -> torrent.whileParked().map(ResumeData::have))
            .orElseGet(BitSet::new);
    List<PeerSnapshot> peers = peers(now);
    return new TorrentSnapshot(
        torrent.infoHash(),
        torrent.info().name(),
        torrent.folder(),
        torrent.state(),
        totalBytes(),
        wanted,
        verified,
        torrent.checkedBytes(),
        downloadedBytes(),
        uploadedBytes(),
        down,
        up,
        torrent.info().pieceCount(),
        have.cardinality(),
        (int) peers.stream().filter(p -> p.downloadBytesPerSecond() > 0).count(),
        picker.map(PiecePicker::seeds).orElse(0),
        downloading && down > 0 && left > 0
            ? Optional.of(Duration.ofSeconds(left / down + 1))
            : Optional.empty(),
        downloading ? waiting(now) : Optional.empty(),
        torrent.failure().map(Failure::toString),
        have,
        peers,
        torrent.announcer().trackers().stream().map(TorrentReport::tracker).toList());
  }

  /// What the peer calls itself, fit to be shown: hostile text.
  static String clientName(PeerConnection connection) {
    String claimed = connection.protocol().client();
    StringBuilder clean = new StringBuilder();
    claimed
        .codePoints()
        .limit(MAX_CLIENT_NAME)
        .filter(c -> Character.isLetterOrDigit(c) || " .-_/()+".indexOf(c) >= 0)
        .forEach(clean::appendCodePoint);
    return clean.isEmpty() ? connection.peerId().toString().substring(0, 8) : clean.toString();
  }

  private static TrackerSnapshot tracker(TrackerStatus status) {
    return new TrackerSnapshot(
        status.url(),
        status.tier(),
        status.words(),
        status.seeds(),
        status.leechers(),
        status.nextIn());
  }

  /// The first tracker that fails, if all do: then that is why nobody is known.
  private String trackerTrouble() {
    List<TrackerStatus> trackers = torrent.announcer().trackers();
    boolean hope =
        trackers.stream()
            .anyMatch(t ->
                t.state() == TrackerStatus.State.WORKING
                    || t.state() == TrackerStatus.State.ANNOUNCING);
    return trackers.isEmpty() || hope
        ? ""
        : "tracker " + trackers.getFirst().url() + ": " + trackers.getFirst().words();
  }

  private long totalBytes() {
    long total = 0;
    for (FileEntry file : torrent.info().files()) {
      total += file.pad() ? 0 : file.length();
    }
    return total;
  }

  private List<PeerSnapshot> peers(long now) {
    if (torrent.parked()) {
      return List.of();
    }
    List<PeerSnapshot> snapshots = new ArrayList<>();
    for (Peer peer : torrent.peers().all()) {
      PeerConnection connection = peer.connection();
      PeerProtocol protocol = connection.protocol();
      PeerStats stats = connection.stats();
      int has = torrent.fetching().map(f -> f.picker().pieceCount(peer.slot())).orElse(0);
      snapshots.add(
          new PeerSnapshot(
              connection.address(),
              clientName(connection),
              connection.incoming(),
              (double) has / torrent.info().pieceCount(),
              stats.down().bytesPerSecond(now),
              stats.up().bytesPerSecond(now),
              stats.down().totalBytes(),
              stats.up().totalBytes(),
              protocol.chokedByPeer(),
              protocol.peerInterested(),
              protocol.chokingPeer(),
              protocol.interestedInPeer(),
              protocol.pendingRequests()));
    }
    return snapshots;
  }

  private Optional<String> waiting(long now) {
    Optional<Fetching> fetching = torrent.fetching();
    if (fetching.isEmpty() || now - fetching.get().lastBlockNanos() < IDLE_NANOS) {
      return Optional.empty();
    }
    return Optional.of(
        Waiting.why(
            torrent.peers().all().size(),
            (int)
                torrent.peers().all().stream()
                    .filter(p -> p.connection().protocol().chokedByPeer())
                    .count(),
            fetching.get().picker().unavailable(),
            torrent.peers().book().outlook(now),
            trackerTrouble()));
  }
}
