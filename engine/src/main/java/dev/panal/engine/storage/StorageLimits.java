package dev.panal.engine.storage;

import dev.panal.io.Disk.Allocation;

/// What the storage of a session may use.
///
/// @param bufferedBytes memory for blocks that wait to be written or hashed, all torrents together;
///   over it, partial pieces are flushed and storage says that it is overloaded
/// @param readCacheBytes memory for what peers are being sent, all torrents together
/// @param allocation how room is made for files
public record StorageLimits(long bufferedBytes, long readCacheBytes, Allocation allocation) {
  /// One run of blocks has to fit.
  private static final long LEAST_BUFFERED_BYTES = Incoming.RUN_LENGTH;

  /// Some stretches that are read ahead have to fit, and every range that may be asked for.
  static final long LEAST_CACHE_BYTES = 1 << 20;

  public StorageLimits {
    if (bufferedBytes < LEAST_BUFFERED_BYTES) {
      throw new IllegalArgumentException("bufferedBytes must be at least 1 MiB");
    }
    if (readCacheBytes < LEAST_CACHE_BYTES) {
      throw new IllegalArgumentException("readCacheBytes must be at least 1 MiB");
    }
  }

  /// 64 MiB hold what arrives in half a second at 1 Gbit/s on top of some tens of partial pieces;
  /// 32 MiB of read cache are 128 runs, more than the peers that are unchoked at once.
  public static StorageLimits defaults() {
    return new StorageLimits(64L << 20, 32L << 20, Allocation.SPARSE);
  }
}
