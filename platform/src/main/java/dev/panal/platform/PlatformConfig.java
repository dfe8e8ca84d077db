package dev.panal.platform;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/// What can be set about the real world. Every part has [#defaults()].
///
/// @param name how the threads of this platform are called: `name-loop`, `name-disk-0`, …
/// @param stallLimit a turn of the loop that takes longer is logged with its stack
/// @param idleBufferBytes direct memory kept for the next taker when nobody uses it
/// @param batchedDatagrams whether sockets that answer take many datagrams in a system call, where
///   the system has that
public record PlatformConfig(
    String name,
    Duration stallLimit,
    long idleBufferBytes,
    boolean batchedDatagrams,
    DiskConfig disk,
    HttpConfig http) {
  public PlatformConfig {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name is blank");
    }
    if (stallLimit.isNegative() || stallLimit.isZero()) {
      throw new IllegalArgumentException("stallLimit " + stallLimit + " is not positive");
    }
    requireAtLeast("idleBufferBytes", 0, idleBufferBytes);
  }

  public static PlatformConfig defaults() {
    return new PlatformConfig(
        "panal",
        Duration.ofMillis(100),
        32L << 20,
        true,
        DiskConfig.defaults(),
        HttpConfig.defaults());
  }

  public PlatformConfig withName(String other) {
    return new PlatformConfig(other, stallLimit, idleBufferBytes, batchedDatagrams, disk, http);
  }

  public PlatformConfig withStallLimit(Duration other) {
    return new PlatformConfig(name, other, idleBufferBytes, batchedDatagrams, disk, http);
  }

  public PlatformConfig withIdleBufferBytes(long other) {
    return new PlatformConfig(name, stallLimit, other, batchedDatagrams, disk, http);
  }

  public PlatformConfig withBatchedDatagrams(boolean other) {
    return new PlatformConfig(name, stallLimit, idleBufferBytes, other, disk, http);
  }

  public PlatformConfig withDisk(DiskConfig other) {
    return new PlatformConfig(name, stallLimit, idleBufferBytes, batchedDatagrams, other, http);
  }

  public PlatformConfig withHttp(HttpConfig other) {
    return new PlatformConfig(name, stallLimit, idleBufferBytes, batchedDatagrams, disk, other);
  }

  /// Direct memory has the same limit as the heap unless the JVM is told otherwise: a small JVM
  /// gets smaller buffers instead of an error in the middle of a download.
  private static long atMost(long bytes, int partOfMemory) {
    return Math.min(bytes, Runtime.getRuntime().maxMemory() / partOfMemory);
  }

  private static void requireAtLeast(String setting, long least, long value) {
    if (value < least) {
      throw new IllegalArgumentException(setting + " is " + value + ", below " + least);
    }
  }

  /// Files and hashing.
  ///
  /// @param openFiles handles kept open at the same time, beyond those in use at the moment
  /// @param readThreads threads that read for those who asked for data
  /// @param writeThreads threads that write, sync, move and delete
  /// @param hashThreads threads that hash, from memory or from files
  /// @param writeMarkBytes when more waits to be written, the disk is overloaded
  /// @param readAheadBytes memory given to reads that have not finished; further reads wait
  public record DiskConfig(
      int openFiles,
      int readThreads,
      int writeThreads,
      int hashThreads,
      long writeMarkBytes,
      long readAheadBytes) {
    /// A file system takes a few requests at a time with profit, whatever the processors.
    private static final int FILE_THREADS = 2;

    public DiskConfig {
      requireAtLeast("openFiles", 1, openFiles);
      requireAtLeast("readThreads", 1, readThreads);
      requireAtLeast("writeThreads", 1, writeThreads);
      requireAtLeast("hashThreads", 1, hashThreads);
      requireAtLeast("writeMarkBytes", 1, writeMarkBytes);
      requireAtLeast("readAheadBytes", 1, readAheadBytes);
    }

    public static DiskConfig defaults() {
      return new DiskConfig(
          256,
          FILE_THREADS,
          FILE_THREADS,
          Runtime.getRuntime().availableProcessors(),
          atMost(64L << 20, 8),
          atMost(32L << 20, 16));
    }

    public DiskConfig withOpenFiles(int other) {
      return new DiskConfig(
          other, readThreads, writeThreads, hashThreads, writeMarkBytes, readAheadBytes);
    }

    public DiskConfig withThreads(int reading, int writing, int hashing) {
      return new DiskConfig(openFiles, reading, writing, hashing, writeMarkBytes, readAheadBytes);
    }

    public DiskConfig withWriteMarkBytes(long other) {
      return new DiskConfig(
          openFiles, readThreads, writeThreads, hashThreads, other, readAheadBytes);
    }

    public DiskConfig withReadAheadBytes(long other) {
      return new DiskConfig(
          openFiles, readThreads, writeThreads, hashThreads, writeMarkBytes, other);
    }
  }

  /// HTTP exchanges.
  ///
  /// @param userAgent what we call ourselves
  /// @param exchanges at the same time; further ones wait
  /// @param from the local address that connections leave from; empty lets the system choose
  public record HttpConfig(String userAgent, int exchanges, Optional<InetAddress> from) {
    public HttpConfig {
      if (userAgent.isBlank()) {
        throw new IllegalArgumentException("userAgent is blank");
      }
      requireAtLeast("exchanges", 1, exchanges);
    }

    public static HttpConfig defaults() {
      return new HttpConfig("Panal/0.1.0", 64, Optional.empty());
    }

    public HttpConfig withUserAgent(String other) {
      return new HttpConfig(other, exchanges, from);
    }

    public HttpConfig withExchanges(int other) {
      return new HttpConfig(userAgent, other, from);
    }

    public HttpConfig withFrom(InetAddress address) {
      return new HttpConfig(userAgent, exchanges, Optional.of(address));
    }
  }
}
