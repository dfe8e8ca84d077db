package dev.panal.engine.swarm;

/// @param addresses how many addresses are remembered; 4,000 are 20 full answers of a tracker and
///   well under a MiB
/// @param connecting attempts under way at once (half open)
/// @param connections connections and attempts together
public record PeerBookLimits(int addresses, int connecting, int connections) {
  private static final PeerBookLimits DEFAULTS = new PeerBookLimits(4_000, 16, 100);

  public PeerBookLimits {
    if (addresses <= 0 || connecting <= 0 || connections <= 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  public static PeerBookLimits defaults() {
    return DEFAULTS;
  }
}
