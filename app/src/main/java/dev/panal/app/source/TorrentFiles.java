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
import dev.panal.wire.metainfo.NameRules;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Reads .torrent files, which strangers wrote.
public final class TorrentFiles {
  private static final Duration DOWNLOAD_TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_REDIRECTS = 5;
  private static final int STEP_BYTES = 64 * 1024;

  private TorrentFiles() {}

  /// @throws CommandFailure if it is not there, cannot be read or is no torrent
  public static Metainfo read(Path file) {
    return parse(file.toString(), bytes(file), NameRules.PORTABLE);
  }

  /// Reads the torrent of data that is on this disk, below `folder`. Whoever made the torrent here
  /// has files under their own names, whoever downloaded it under names that every file system can
  /// hold: where these differ, those count of which more are there.
  ///
  /// @throws CommandFailure if it is not there, cannot be read or is no torrent
  public static Metainfo readForData(Path file, Path folder) {
    byte[] bytes = bytes(file);
    Metainfo portable = parse(file.toString(), bytes, NameRules.PORTABLE);
    Metainfo local = parse(file.toString(), bytes, NameRules.LOCAL);
    return present(local, folder) > present(portable, folder) ? local : portable;
  }

  private static long present(Metainfo metainfo, Path folder) {
    return metainfo.info().files().stream()
        .filter(entry -> Files.exists(folder.resolve(String.join("/", entry.path()))))
        .count();
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw new CommandFailure(ExitCode.FAILED, file + ": is a folder, not a .torrent file");
      }
      if (attributes.isRegularFile()) {
        return read(in, (int) checkedLength(file.toString(), attributes.size()));
      }
      // Devices and pipes do not know how long they are.
      byte[] bytes = in.readNBytes(Metainfo.MAX_BYTES + 1);
      checkedLength(file.toString(), bytes.length);
      return bytes;
    } catch (IOException e) {
      throw Failures.of(file.toString(), e);
    }
  }

  // In small steps into one array: arrays that grow, and the JDK's buffer outside the heap, which
  // is
  // as large as a step, would each take as much memory again.
  private static byte[] read(InputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int count = in.read(bytes, at, Math.min(STEP_BYTES, length - at));
      if (count < 0) {
        return Arrays.copyOf(bytes, at); // it was shortened meanwhile
      }
      at += count;
    }
    return bytes;
  }

  private static long checkedLength(String name, long bytes) {
    if (bytes > Metainfo.MAX_BYTES) {
      throw new CommandFailure(
          ExitCode.BAD_TORRENT,
          name + ": not a valid torrent: larger than " + (Metainfo.MAX_BYTES >> 20) + " MiB");
    }
    return bytes;
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
          yield parse(uri.toString(), reply.body(), NameRules.PORTABLE);
        }
        case Result.Failed<Http.Reply>(Failure failure) ->
            throw new CommandFailure(ExitCode.FAILED, uri + ": " + failure.detail());
      };
    } catch (IOException e) {
      throw Failures.of(uri.toString(), e);
    }
  }

  private static Metainfo parse(String name, byte[] bytes, NameRules rules) {
    try {
      return Metainfo.parse(bytes, rules);
    } catch (ProtocolException e) {
      throw new CommandFailure(
          ExitCode.BAD_TORRENT, name + ": not a valid torrent: " + e.getMessage(), e);
    }
  }
}
