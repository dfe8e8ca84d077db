package dev.panal.app.tracker.front;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How many connections each address has. Those of one IPv6 /64 count as one, because one household
/// has them all.
final class AddressPlaces {
  private static final int SITE_BYTES = 8;

  private final int max;
  private final Predicate<InetAddress> exempt;
  private final Map<InetAddress, Integer> taken = new ConcurrentHashMap<>();
  private final LongAdder refused = new LongAdder();

  /// @param exempt whose connections are not counted: proxies, which ask for many
  AddressPlaces(int max, Predicate<InetAddress> exempt) {
    this.max = max;
    this.exempt = exempt;
  }

  /// @return what to leave with; null if it is not counted
  /// @throws IOException if there is no place
  @Nullable InetAddress enter(SocketAddress remote) throws IOException {
    if (!(remote instanceof InetSocketAddress inet)
        || inet.getAddress().isLoopbackAddress()
        || exempt.test(inet.getAddress())) {
      return null;
    }
    InetAddress site = site(inet.getAddress());
    if (taken.merge(site, 1, Integer::sum) > max) {
      leave(site);
      refused.increment();
      throw new IOException("too many connections of " + site.getHostAddress());
    }
    return site;
  }

  void leave(InetAddress site) {
    taken.computeIfPresent(site, (_, count) -> count > 1 ? count - 1 : null);
  }

  /// Connections that found no place, since the start.
  long refused() {
    return refused.sum();
  }

  private static InetAddress site(InetAddress address) throws UnknownHostException {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, SITE_BYTES, bytes.length, (byte) 0);
    return InetAddress.getByAddress(bytes);
  }
}
