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
    int connected = torrent.parked() ? 0 : torrent.peers().count();
    return Math.max(0, torrent.context().config().peers().maxPeers() - connected);
  }

  @Override
  public void onPeers(List<InetSocketAddress> addresses) {
    OwnAddresses own = torrent.context().own();
    if (torrent.open() && !(torrent.parked() && addresses.stream().allMatch(own::likely))) {
      torrent.wake().known(addresses, PeerOrigin.TRACKER);
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
  public void onMessages(String url, String path, int key) {
    SessionContext context = torrent.context();
    context.tell(
        new SessionEvent.MessagesOffered(torrent.infoHash(), url, path, context.peerId(), key));
  }

  @Override
  public void onExternalAddress(InetAddress address) {
    // Ours as the world sees it: nobody is to be dialled there.
    InetSocketAddress own = new InetSocketAddress(address, torrent.context().listening().getPort());
    torrent.context().own().told(own);
    if (!torrent.parked()) {
      torrent.peers().book().addOwn(own);
    }
  }
}
