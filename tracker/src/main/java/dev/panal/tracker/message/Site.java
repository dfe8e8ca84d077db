package dev.panal.tracker.message;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/// What counts as one address for the limits: IPv4's, or the /64 that one household has of IPv6.
public record Site(boolean v6, long bits) {
  public static Site of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == 4
        ? new Site(false, bytes.getInt())
        : new Site(true, bytes.getLong());
  }
}
