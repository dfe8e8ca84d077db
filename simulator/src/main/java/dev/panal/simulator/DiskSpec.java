package dev.panal.simulator;

import java.time.Duration;

/// What the disk of a host can do.
///
/// @param capacityBytes all files together
/// @param bytesPerSecond reading and writing
/// @param seek for every operation that does not go on where the last one ended
/// @param hashBytesPerSecond of the processor, which hashes one thing after the other
/// @param overloadBytes from this many waiting bytes on, the disk says that it is overloaded
public record DiskSpec(
    long capacityBytes,
    long bytesPerSecond,
    Duration seek,
    long hashBytesPerSecond,
    long overloadBytes) {
  public DiskSpec {
    if (capacityBytes < 0 || bytesPerSecond <= 0 || hashBytesPerSecond <= 0 || overloadBytes <= 0) {
      throw new IllegalArgumentException("sizes and rates must be positive");
    }
  }

  /// A solid state disk: 1 TB, 400 MB/s.
  public static DiskSpec fast() {
    return new DiskSpec(
        1_000_000_000_000L, 400_000_000, Duration.ofNanos(50_000), 500_000_000, 16 << 20);
  }

  /// An old disk: 8 ms for every seek, 1 MB/s.
  public static DiskSpec slow() {
    return fast().withSpeed(1_000_000, Duration.ofMillis(8));
  }

  public DiskSpec withCapacity(long bytes) {
    return new DiskSpec(bytes, bytesPerSecond, seek, hashBytesPerSecond, overloadBytes);
  }

  public DiskSpec withSpeed(long bytes, Duration seekTime) {
    return new DiskSpec(capacityBytes, bytes, seekTime, hashBytesPerSecond, overloadBytes);
  }
}
