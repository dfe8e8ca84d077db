package dev.panal.io;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// Address and port of another machine, as numbers. One is filled again and again, so that a
/// datagram need not leave objects behind; whoever wants to keep it takes [#address()].
///
/// IPv4 is the lower half of [#low()]; an IPv4 address that came dressed as IPv6 (`::ffff:a.b.c.d`)
/// is IPv4 here, as everywhere in Java.
public final class Endpoint {
  private static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;
  private static final long V4_MAPPED = 0xffffL;

  private boolean v6;
  private long high;
  private long low;
  private int port;

  public Endpoint() {}

  public void set(InetSocketAddress from) {
    ByteBuffer bytes = ByteBuffer.wrap(from.getAddress().getAddress());
    if (bytes.remaining() == V4_BYTES) {
      setV4(bytes.getInt(), from.getPort());
    } else {
      setV6(bytes.getLong(), bytes.getLong(), from.getPort());
    }
  }

  public void setV4(int newAddress, int newPort) {
    v6 = false;
    high = 0;
    low = newAddress & 0xffffffffL;
    port = newPort;
  }

  public void setV6(long newHigh, long newLow, int newPort) {
    if (newHigh == 0 && newLow >>> 32 == V4_MAPPED) {
      setV4((int) newLow, newPort);
      return;
    }
    v6 = true;
    high = newHigh;
    low = newLow;
    port = newPort;
  }

  public boolean v6() {
    return v6;
  }

  /// The first eight bytes of an IPv6 address; 0 for IPv4.
  public long high() {
    return high;
  }

  public long low() {
    return low;
  }

  public int port() {
    return port;
  }

  public InetAddress address() {
    ByteBuffer bytes = ByteBuffer.allocate(v6 ? V6_BYTES : V4_BYTES);
    if (v6) {
      bytes.putLong(high).putLong(low);
    } else {
      bytes.putInt((int) low);
    }
    try {
      return InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of the wrong length", e);
    }
  }

  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(address(), port);
  }
}
