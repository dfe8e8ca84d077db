package dev.panal.simulator;

/// The way into a host: what arrives is let in one after the other.
final class Downlink {
  /// A router in front of the link keeps this much before it drops. Long queues would be felt as
  /// latency by everybody on the link.
  private static final long ROUTER_NANOS = 150_000_000;

  private final VirtualWorld world;
  private final Host host;
  private long freeAtNanos;

  Downlink(VirtualWorld world, Host host) {
    this.world = world;
    this.host = host;
  }

  /// Whether the router has no room left.
  boolean full() {
    return freeAtNanos - world.nowNanos() > ROUTER_NANOS;
  }

  /// Takes a parcel of so many bytes.
  ///
  /// @return when it is through
  long admit(int bytes) {
    long rate = host.link().downBytesPerSecond();
    long nanos = rate == 0 ? 0 : bytes * 1_000_000_000L / rate;
    freeAtNanos = Math.max(freeAtNanos, world.nowNanos()) + nanos;
    return freeAtNanos;
  }
}
