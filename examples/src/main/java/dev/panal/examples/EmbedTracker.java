package dev.panal.examples;

import dev.panal.io.Result;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.TrackerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/// A UDP tracker inside a program: `EmbedTracker PORT`.
///
/// For HTTP, hand what your web server gets to `tracker.http().answer(…)`.
public final class EmbedTracker implements AutoCloseable {
  private final Platform platform;
  private final Tracker tracker;
  private final InetSocketAddress address;

  /// @param local where to listen; port 0 takes any free port
  EmbedTracker(InetSocketAddress local) throws IOException {
    platform = Platform.open(PlatformConfig.defaults());
    tracker = new Tracker(platform.ports(), TrackerConfig.defaults());
    CompletableFuture<Result<InetSocketAddress>> listening = new CompletableFuture<>();
    tracker.listenUdp(local, listening::complete);
    address =
        switch (listening.join()) {
          case Result.Done<InetSocketAddress>(InetSocketAddress taken) -> taken;
          case Result.Failed<InetSocketAddress>(var failure) -> {
            platform.close();
            throw new IOException(failure.toString());
          }
        };
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int port = Integer.parseInt(arguments[0]);
    try (EmbedTracker tracker = new EmbedTracker(new InetSocketAddress(port))) {
      System.out.println("announce to " + tracker.announceUrl() + ", end with Ctrl-C");
      Thread.currentThread().join();
    }
  }

  /// What goes into torrents.
  String announceUrl() {
    return "udp://127.0.0.1:" + address.getPort() + "/announce";
  }

  @Override
  public void close() {
    tracker.close();
    platform.close();
  }
}
