package dev.panal.examples;

import dev.panal.engine.AddTorrent;
import dev.panal.engine.ResumeStore;
import dev.panal.engine.Session;
import dev.panal.engine.SessionConfig;
import dev.panal.engine.SessionEvent;
import dev.panal.io.Ports;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/// Seeds what a torrent describes and a folder holds, until it is closed: `SeedFolder FILE.torrent
/// FOLDER`.
public final class SeedFolder implements AutoCloseable {
  private final Platform platform;
  private final Session session;
  private final CompletableFuture<Void> seeding = new CompletableFuture<>();

  SeedFolder(Metainfo torrent, Path folder) throws IOException {
    platform = Platform.open(PlatformConfig.defaults());
    Ports ports = platform.ports();
    session =
        new Session(
            ports, SessionConfig.defaults(), ResumeStore.forgetful(ports.loop()), this::hear);
    session.start(_ -> {});
    session.add(AddTorrent.of(torrent, folder), _ -> {});
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Metainfo torrent = Metainfo.parse(Files.readAllBytes(Path.of(arguments[0])));
    try (SeedFolder seed = new SeedFolder(torrent, Path.of(arguments[1]))) {
      seed.awaitSeeding();
      System.out.println("seeding, end with Ctrl-C");
      Thread.currentThread().join();
    }
  }

  /// Returns when the files are checked and peers are served.
  void awaitSeeding() {
    seeding.join();
  }

  private void hear(SessionEvent event) {
    if (event instanceof SessionEvent.Seeding) {
      seeding.complete(null);
    } else if (event instanceof SessionEvent.TorrentFailed failed) {
      seeding.completeExceptionally(new IOException(failed.failure().toString()));
    }
  }

  @Override
  public void close() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    session.close(() -> closed.complete(null));
    closed.join();
    platform.close();
  }
}
