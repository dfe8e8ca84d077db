package dev.panal.platform;

import dev.panal.io.Endpoint;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Addresses as Linux writes them: `struct sockaddr_in` and `sockaddr_in6`. The family is in the
/// machine's byte order, all else in that of the network.
final class SocketNames {
  /// Room for either.
  static final int BYTES = 28;

  private static final int V4 = 2;
  private static final int V6 = 10;

  private static final int PORT = 2;
  private static final int V4_ADDRESS = 4;
  private static final int V6_ADDRESS = 8;

  private SocketNames() {}

  /// Reads the name at `at` of a buffer in network order.
  ///
  /// @return whether it is an address of the internet
  static boolean read(ByteBuffer names, int at, Endpoint endpoint) {
    int port = names.getShort(at + PORT) & 0xffff;
    switch (Short.reverseBytes(names.getShort(at))) {
      case V4 -> endpoint.setV4(names.getInt(at + V4_ADDRESS), port);
      case V6 ->
          endpoint.setV6(
              names.getLong(at + V6_ADDRESS), names.getLong(at + V6_ADDRESS + Long.BYTES), port);
      default -> {
        return false;
      }
    }
    return true;
  }

  /// Whether the name at the beginning of `name` is this address.
  static boolean names(ByteBuffer name, InetSocketAddress address) {
    Endpoint found = new Endpoint();
    if (!read(name.order(ByteOrder.BIG_ENDIAN), 0, found) || found.port() != address.getPort()) {
      return false;
    }
    // The wildcard of IPv6 stands for both families, which Java writes as that of IPv4.
    return address.getAddress().isAnyLocalAddress()
        ? found.high() == 0 && found.low() == 0
        : found.address().equals(address.getAddress());
  }
}
