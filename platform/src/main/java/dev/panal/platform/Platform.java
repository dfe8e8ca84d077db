package dev.panal.platform;

import dev.panal.io.Disk.HashAlgorithm;
import dev.panal.io.Ports;
import dev.panal.platform.hash.Hashing;
import java.io.IOException;

/// The real world behind one set of ports: one loop with its thread, its sockets, its files.
///
/// Open one per session or tracker shard and close it when done. The ports themselves may only be
/// used on the loop; from other threads go through [dev.panal.io.EventLoop#execute(Runnable)]:
///
/// ```java
/// try (Platform platform = Platform.open(PlatformConfig.defaults())) {
///   Ports ports = platform.ports();
///   ports.loop().execute(() -> new Something(ports).start());
///   ...
/// }
/// ```
public final class Platform implements AutoCloseable {
  /// A look-up blocks a thread for as long as the name server takes, so that several are needed;
  /// their number bounds what a list of dead names can take from us.
  private static final int RESOLVER_THREADS = 4;

  /// Look-ups that may wait: those of a torrent with ten thousand trackers.
  private static final int RESOLVER_QUEUE = 16_384;

  private static final int READ_BUFFER_BYTES = 256 * 1024;

  private final NioLoop loop;
  private final Resolver resolver;
  private final FileDisk disk;
  private final JdkHttp http;
  private final Ports ports;

  private Platform(PlatformConfig config) throws IOException {
    loop = new NioLoop(config.name() + "-loop", config.stallLimit());
    resolver =
        new Resolver(
            loop, new Workers(config.name() + "-resolver", RESOLVER_THREADS, RESOLVER_QUEUE));
    SocketRoom room = SocketRoom.of(loop, READ_BUFFER_BYTES);
    DirectBufferPool buffers = new DirectBufferPool(loop, config.idleBufferBytes());
    disk = new FileDisk(loop, buffers, config.name(), config.disk());
    http = new JdkHttp(loop, config.name(), config.http());
    ports =
        new Ports(
            loop,
            new NioNetwork(room, resolver, config.batchedDatagrams()),
            disk,
            http,
            buffers,
            new StrongRandom());
  }

  /// Opens the selector and starts the loop; everything else starts when it is first used.
  ///
  /// @throws IOException if the system refuses (out of file handles)
  public static Platform open(PlatformConfig config) throws IOException {
    Platform platform = new Platform(config);
    platform.loop.start();
    return platform;
  }

  public Ports ports() {
    return ports;
  }

  /// What this machine hashes many pieces with, for people: `AVX-512, 16 at a time`. Found out when
  /// it is first asked for, which takes a moment.
  public static String hashing(HashAlgorithm algorithm) {
    return Hashing.of(algorithm).toString();
  }

  /// Part of the last second in which the loop was busy, 0 to 1. From any thread.
  public double dutyCycle() {
    return loop.gauge().dutyCycle();
  }

  /// Closes sockets and files, lets queued writes finish, and ends all threads. Idempotent. Waits
  /// for the threads, unless it is called on the loop itself: then it happens soon after.
  @Override
  public void close() {
    if (loop.inLoop()) {
      Thread _ = Thread.ofVirtual().start(this::close);
      return;
    }
    loop.execute(http::cancelAll);
    disk.finish();
    loop.close();
    http.finish();
    resolver.close();
  }
}
