package dev.panal.tracker;

import java.net.InetAddress;

/// Whose word is taken when an announce names another address than the one it comes from (`ip=`, or
/// the address field of UDP).
///
/// Believing everybody would let anybody point a swarm at a stranger. A loopback sender is a
/// program on the tracker's own machine, whose loopback address is of no use to peers elsewhere, so
/// it has a reason to name a better one.
public enum AddressClaims {
  /// Nobody: peers are where their packets come from.
  NOBODY,
  /// Programs on the tracker's own machine.
  LOOPBACK,
  /// Those and senders on private and link-local addresses: for a tracker inside a home or school
  /// network. Unsafe where a proxy or a container's bridge makes strangers look local.
  PRIVATE;

  boolean believes(InetAddress sender) {
    return switch (this) {
      case NOBODY -> false;
      case LOOPBACK -> sender.isLoopbackAddress();
      case PRIVATE ->
          sender.isLoopbackAddress()
              || sender.isSiteLocalAddress()
              || sender.isLinkLocalAddress()
              || isUniqueLocal(sender);
    };
  }

  /// `fc00::/7`, the private addresses of IPv6.
  private static boolean isUniqueLocal(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
  }
}
