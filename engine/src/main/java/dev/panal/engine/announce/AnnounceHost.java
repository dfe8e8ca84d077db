package dev.panal.engine.announce;

import dev.panal.wire.tracker.TransferTotals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A torrent as its announcer sees it. Called on the loop, never inside a call of the announcer's
/// own methods.
public interface AnnounceHost {
  /// What to tell trackers now.
  TransferTotals totals();

  /// How many more peers the torrent could use; 0 if none.
  int numWant();

  /// A tracker named peers: not filtered, may be ourselves, may be empty.
  void onPeers(List<InetSocketAddress> peers);

  /// A tracker answered.
  void onAnnounced(String url, int peers, Duration nextIn);

  /// A tracker did not answer, refused, or answered rubbish.
  ///
  /// @param reason one line for people
  /// @param retryIn empty if it will not be asked again
  void onFailed(String url, String reason, Optional<Duration> retryIn);

  /// A tracker has something to say to the user, one clean line. Told when it changes.
  void onWarning(String url, String message);

  /// A tracker over HTTP relays messages between peers. Told when it changes.
  ///
  /// @param path where on the host of `url`
  /// @param key what this torrent announces itself with there; proves who we are
  void onMessages(String url, String path, int key);

  /// Our address as a tracker sees it (BEP 24).
  void onExternalAddress(InetAddress address);
}
