package dev.panal.engine.peer;

/// What one connection has carried. Payload only: blocks, without headers and other messages.
public final class PeerStats {
  private final RateMeter down;
  private final RateMeter up;

  PeerStats(long nowNanos) {
    down = new RateMeter(nowNanos);
    up = new RateMeter(nowNanos);
  }

  public RateMeter down() {
    return down;
  }

  public RateMeter up() {
    return up;
  }
}
