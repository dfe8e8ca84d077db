package dev.panal.engine.announce;

import dev.panal.wire.tracker.TransferTotals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A torrent that notes down what it is told.
final class FakeTorrent implements AnnounceHost {
  TransferTotals totals = new TransferTotals(1, 2, 3, 4);
  final List<InetSocketAddress> peers = new ArrayList<>();
  final List<String> announced = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final List<Optional<Duration>> retries = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  final List<String> messages = new ArrayList<>();
  final List<InetAddress> external = new ArrayList<>();

  @Override
  public TransferTotals totals() {
    return totals;
  }

  @Override
  public int numWant() {
    return 50;
  }

  @Override
  public void onPeers(List<InetSocketAddress> found) {
    peers.addAll(found);
  }

  @Override
  public void onAnnounced(String url, int count, Duration nextIn) {
    announced.add(url + " " + count + " " + nextIn.toSeconds());
  }

  @Override
  public void onFailed(String url, String reason, Optional<Duration> retryIn) {
    failures.add(url + " " + reason);
    retries.add(retryIn);
  }

  @Override
  public void onWarning(String url, String message) {
    warnings.add(message);
  }

  @Override
  public void onMessages(String url, String path, int key) {
    messages.add(url + " " + path + " " + key);
  }

  @Override
  public void onExternalAddress(InetAddress address) {
    external.add(address);
  }
}
