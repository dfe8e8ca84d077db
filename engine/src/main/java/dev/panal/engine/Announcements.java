package dev.panal.engine;

import dev.panal.engine.announce.AnnounceHost;
import dev.panal.engine.swarm.PeerOrigin;
import dev.panal.wire.tracker.TransferTotals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the trackers of a torrent ask and say, sent on to whom it concerns.
final class Announcements implements AnnounceHost {
  private final Torrent torrent;

  Announcements(Torrent torrent) {
    this.torrent = torrent;
  }

  @Override
  public TransferTotals totals() {
    TorrentReport report = torrent.report();
    return new TransferTotals(
        report.uploadedBytes(), report.downloadedBytes(), report.leftBytes(), report.wastedBytes());
  }

  @Override
  public int numWant() {
    int room = torrent.context().config().peers().maxPeers() - torrent.peers().count();
    return Math.max(0, room);
  }

  @Override
  public void onPeers(List<InetSocketAddress> addresses) {
    if (torrent.open()) {
      torrent.peers().known(addresses, PeerOrigin.TRACKER);
    }
  }

  @Override
  public void onAnnounced(String url, int peers, Duration nextIn) {
    torrent
        .context()
        .tell(new SessionEvent.TrackerAnnounced(torrent.infoHash(), url, peers, nextIn));
  }

  @Override
  public void onFailed(String url, String reason, Optional<Duration> retryIn) {
    torrent
        .context()
        .tell(new SessionEvent.TrackerFailed(torrent.infoHash(), url, reason, retryIn));
  }

  @Override
  public void onWarning(String url, String message) {
    torrent.warn(url + ": " + message);
  }

  @Override
  public void onExternalAddress(InetAddress address) {
    // Ours as the world sees it: nobody is to be dialled there.
    torrent
        .peers()
        .book()
        .addOwn(new InetSocketAddress(address, torrent.context().listening().getPort()));
  }
}
