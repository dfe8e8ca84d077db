package dev.panal.app.tracker.hosting;

/// How much may be hosted, whoever asks.
///
/// @param torrentBytes of one `.torrent`
/// @param torrents files in the folder
/// @param totalBytes of all `.torrent` files together
public record HostingLimits(int torrentBytes, int torrents, long totalBytes) {
  public HostingLimits {
    if (torrentBytes < 1 || torrents < 0 || totalBytes < 0) {
      throw new IllegalArgumentException(
          "limits of hosting: " + torrentBytes + ", " + torrents + ", " + totalBytes);
    }
  }

  /// 10 MiB are a torrent of 500,000 pieces, far beyond what people make; 10,000 torrents are what
  /// a list in memory and a search through all of it take in a millisecond; 2 GiB are a fifth of
  /// what that many could take, because a disk is smaller than a flood.
  public static HostingLimits defaults() {
    return new HostingLimits(10 << 20, 10_000, 2L << 30);
  }
}
