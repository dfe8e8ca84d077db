package dev.panal.engine.mse;

/// How many keys strangers may make us compute: each takes about a millisecond of the loop, and
/// costs whoever asks for it 96 bytes.
final class KeyBudget {
  static final int AT_ONCE = 64;
  static final int PER_SECOND = 100;
  private static final long NANOS_EACH = 1_000_000_000L / PER_SECOND;

  /// Up to then everything has been spent.
  private long spentNanos;

  KeyBudget(long nowNanos) {
    this.spentNanos = nowNanos - AT_ONCE * NANOS_EACH;
  }

  /// @return whether one more is affordable
  boolean take(long nowNanos) {
    long most = nowNanos - AT_ONCE * NANOS_EACH;
    long spent = (spentNanos - most > 0 ? spentNanos : most) + NANOS_EACH;
    if (spent - nowNanos > 0) {
      return false;
    }
    spentNanos = spent;
    return true;
  }
}
