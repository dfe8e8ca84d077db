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

/// Fetches a torrent: `FetchTorrent FILE.torrent FOLDER`.
public final class FetchTorrent {
  private FetchTorrent() {}

  public static void main(String[] arguments) throws IOException {
    fetch(Metainfo.parse(Files.readAllBytes(Path.of(arguments[0]))), Path.of(arguments[1]));
  }

  /// Returns when every byte is verified and written.
  static void fetch(Metainfo torrent, Path folder) throws IOException {
    CompletableFuture<Void> fetched = new CompletableFuture<>();
    try (Platform platform = Platform.open(PlatformConfig.defaults())) {
      Ports ports = platform.ports();
      Session session =
          new Session(
              ports,
              SessionConfig.defaults(),
              ResumeStore.forgetful(ports.loop()),
              event -> {
                if (event instanceof SessionEvent.Seeding) {
                  fetched.complete(null);
                } else if (event instanceof SessionEvent.TorrentFailed failed) {
                  fetched.completeExceptionally(new IOException(failed.failure().toString()));
                }
              });
      session.start(_ -> {});
      session.add(AddTorrent.of(torrent, folder), _ -> {});
      fetched.join();

      CompletableFuture<Void> closed = new CompletableFuture<>();
      session.close(() -> closed.complete(null));
      closed.join();
    }
  }
}
