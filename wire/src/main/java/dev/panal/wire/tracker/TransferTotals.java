package dev.panal.wire.tracker;

/// What a client says of its transfers, in bytes.
///
/// @param uploaded payload sent since the `started` event
/// @param downloaded payload received since the `started` event
/// @param left what is missing until the download is complete
/// @param corrupt payload that failed verification; only said over HTTP, where it is custom
public record TransferTotals(long uploaded, long downloaded, long left, long corrupt) {
  public TransferTotals {
    if (uploaded < 0 || downloaded < 0 || left < 0 || corrupt < 0) {
      throw new IllegalArgumentException("negative transfer total");
    }
  }

  /// What a remote said, where some say -1 for unknown: then as if nothing had been moved, and
  /// everything was missing.
  static TransferTotals lenient(long uploaded, long downloaded, long left, long corrupt) {
    return new TransferTotals(
        Math.max(0, uploaded),
        Math.max(0, downloaded),
        left < 0 ? Long.MAX_VALUE : left,
        Math.max(0, corrupt));
  }
}
