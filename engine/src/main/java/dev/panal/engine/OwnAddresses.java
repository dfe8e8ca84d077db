package dev.panal.engine;

import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Where this session is found from outside, for all torrents together: else each of ten thousand
/// would have to connect to itself to find out.
final class OwnAddresses {
  /// Far more than a machine has; a tracker that lies can fill no more.
  private static final int MAX = 64;

  private final Set<InetSocketAddress> proven = new LinkedHashSet<>();
  private final Set<InetSocketAddress> told = new LinkedHashSet<>();

  /// Who answered there was ourselves.
  void proven(InetSocketAddress address) {
    add(proven, address);
  }

  /// A tracker says so.
  void told(InetSocketAddress address) {
    add(told, address);
  }

  private static void add(Set<InetSocketAddress> addresses, InetSocketAddress address) {
    if (addresses.size() < MAX) {
      addresses.add(address);
    }
  }

  /// Nobody is to be dialled there.
  List<InetSocketAddress> proven() {
    return List.copyOf(proven);
  }

  /// Whether it is not worth the while of a torrent at which nothing happens.
  boolean likely(InetSocketAddress address) {
    return proven.contains(address) || told.contains(address);
  }
}
