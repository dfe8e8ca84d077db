package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.create.CreateOptions;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.metainfo.TorrentBuilder.Version;
import dev.panal.wire.tracker.TrackerUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// The options of whatever makes a torrent.
final class CreateArguments {
  private static final int MIN_PIECE_LENGTH = 1 << 10;
  private static final int MAX_PIECE_LENGTH = 128 << 20;

  @Option(
      names = {"-t", "--tracker"},
      paramLabel = "URL",
      split = "\\n",
      description = "A tracker; may be given several times, each is tried after those before.")
  private List<String> trackers = new ArrayList<>();

  @Option(
      names = {"-w", "--web-seed"},
      paramLabel = "URL",
      split = "\\n",
      description = "A web server that has the data too; may be given several times.")
  private List<String> webSeeds = new ArrayList<>();

  @Option(
      names = "--piece-length",
      paramLabel = "N",
      description = "A power of two, for example 1MiB (default: chosen by size).")
  private Cli.@Nullable ByteSize pieceLength;

  @Option(
      names = "--private",
      fallbackValue = "true",
      description = "Peers come from the trackers only.")
  private boolean isPrivate;

  @Option(names = "--comment", paramLabel = "TEXT", description = "A comment for people.")
  private @Nullable String comment;

  @Option(
      names = "--source",
      paramLabel = "TEXT",
      description = "A mark that makes the info-hash another, as private trackers ask for.")
  private @Nullable String source;

  @ArgGroup private Format format = new Format();

  /// At most one of these.
  static final class Format {
    @Option(names = "--v1", fallbackValue = "true", description = "A v1 torrent (default).")
    private boolean v1;

    @Option(names = "--v2", fallbackValue = "true", description = "A v2 torrent.")
    private boolean v2;

    @Option(names = "--hybrid", fallbackValue = "true", description = "Both in one.")
    private boolean hybrid;

    Version version() {
      if (v1) {
        return Version.V1;
      }
      return v2 ? Version.V2 : hybrid ? Version.HYBRID : Version.V1;
    }
  }

  /// @throws CommandFailure if something in it makes no sense
  CreateOptions read(Path path, Optional<Path> target) throws IOException {
    trackers.forEach(CreateArguments::checkTracker);
    webSeeds.forEach(CreateArguments::checkWebSeed);
    return new CreateOptions(
        path,
        target,
        trackers,
        webSeeds,
        pieceLength == null ? OptionalInt.empty() : OptionalInt.of(checked(pieceLength.bytes())),
        isPrivate,
        Optional.ofNullable(comment),
        Optional.ofNullable(source),
        format.version(),
        "Panal " + ProgramVersion.number());
  }

  private static int checked(long bytes) {
    if (Long.bitCount(bytes) != 1 || bytes < MIN_PIECE_LENGTH || bytes > MAX_PIECE_LENGTH) {
      throw usage("--piece-length " + bytes + ": must be a power of two from 1 KiB to 128 MiB");
    }
    return (int) bytes;
  }

  private static void checkTracker(String url) {
    try {
      TrackerUrl _ = TrackerUrl.parse(url);
    } catch (ProtocolException e) {
      throw usage("--tracker " + url + ": " + e.getMessage());
    }
  }

  private static void checkWebSeed(String url) {
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null && uri.getScheme() != null) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw usage("--web-seed " + url + ": write a full address, for example http://host/folder/");
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }
}
