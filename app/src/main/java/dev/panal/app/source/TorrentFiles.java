package dev.panal.app.source;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.io.Failure;
import dev.panal.io.Http;
import dev.panal.io.Result;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.Metainfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Reads .torrent files, which strangers wrote.
public final class TorrentFiles {
  private static final Duration DOWNLOAD_TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_REDIRECTS = 5;

  private TorrentFiles() {}

  /// @throws CommandFailure if it is not there, cannot be read or is no torrent
  public static Metainfo read(Path file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.isDirectory(file)) {
        throw new CommandFailure(ExitCode.FAILED, file + ": is a folder, not a .torrent file");
      }
      // Not as long as the file says it is: devices and pipes do not know.
      bytes = in.readNBytes(Metainfo.MAX_BYTES + 1);
    } catch (IOException e) {
      throw Failures.of(file.toString(), e);
    }
    return parse(file.toString(), bytes);
  }

  /// @throws CommandFailure if it cannot be had or is no torrent
  static Metainfo download(URI uri) {
    Http.Request request =
        new Http.Request(uri, Map.of(), Metainfo.MAX_BYTES, DOWNLOAD_TIMEOUT, MAX_REDIRECTS);
    CompletableFuture<Result<Http.Reply>> outcome = new CompletableFuture<>();
    try (Platform platform = Platform.open(PlatformConfig.defaults())) {
      platform
          .ports()
          .loop()
          .execute(() -> platform.ports().http().get(request, outcome::complete));
      return switch (outcome.join()) {
        case Result.Done<Http.Reply>(Http.Reply reply) -> {
          if (reply.status() != 200) {
            throw new CommandFailure(
                ExitCode.FAILED, uri + ": the server answered " + reply.status());
          }
          yield parse(uri.toString(), reply.body());
        }
        case Result.Failed<Http.Reply>(Failure failure) ->
            throw new CommandFailure(ExitCode.FAILED, uri + ": " + failure.detail());
      };
    } catch (IOException e) {
      throw Failures.of(uri.toString(), e);
    }
  }

  private static Metainfo parse(String name, byte[] bytes) {
    if (bytes.length > Metainfo.MAX_BYTES) {
      throw new CommandFailure(
          ExitCode.BAD_TORRENT,
          name + ": not a torrent: larger than " + (Metainfo.MAX_BYTES >> 20) + " MiB");
    }
    try {
      return Metainfo.parse(bytes);
    } catch (ProtocolException e) {
      throw new CommandFailure(
          ExitCode.BAD_TORRENT, name + ": not a valid torrent: " + e.getMessage(), e);
    }
  }
}
