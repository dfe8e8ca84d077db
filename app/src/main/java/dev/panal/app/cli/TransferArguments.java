package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.Console;
import dev.panal.app.console.ExitCode;
import dev.panal.app.network.Addresses;
import dev.panal.app.settings.Homes;
import dev.panal.app.transfer.FileChoice;
import dev.panal.app.transfer.TransferOptions;
import dev.panal.engine.Encryption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of whatever moves data.
final class TransferArguments {
  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "TCP port for peers, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDR",
      description = "Address or interface to use; all of them if not given.")
  private @Nullable String bind;

  @Option(
      names = "--announce-address",
      paramLabel = "ADDR",
      description = "Address to tell trackers, if not the one they see.")
  private @Nullable String announceAddress;

  @Option(
      names = "--peer",
      paramLabel = "HOST:PORT",
      split = "\\n",
      description = "A peer to try at once; may be given several times.")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--no-dht",
      fallbackValue = "true",
      description = "Do without the DHT, as this version always does.")
  @SuppressWarnings("UnusedVariable") // so that scripts that turn it off suit every version
  private boolean noDht;

  @Option(
      names = "--no-lsd",
      fallbackValue = "true",
      description = "Do without local discovery, as this version always does.")
  @SuppressWarnings("UnusedVariable") // so that scripts that turn it off suit every version
  private boolean noLsd;

  @Option(
      names = "--no-pex",
      fallbackValue = "true",
      description = "Do without peer exchange, as this version always does.")
  @SuppressWarnings("UnusedVariable") // so that scripts that turn it off suit every version
  private boolean noPex;

  @Option(
      names = "--no-utp",
      fallbackValue = "true",
      description = "Do without uTP, as this version always does.")
  @SuppressWarnings("UnusedVariable") // so that scripts that turn it off suit every version
  private boolean noUtp;

  @Option(
      names = "--no-tcp",
      fallbackValue = "true",
      description = "Not possible in this version, which has nothing else.")
  private boolean noTcp;

  @Option(
      names = "--encryption",
      paramLabel = "HOW",
      defaultValue = "allow",
      description = {
        "Encryption of connections with peers: allow, require or off",
        "(default: ${DEFAULT-VALUE}). It hides from a network what is spoken, and from nobody else."
      })
  private Encryption encryption = Encryption.ALLOW;

  @Option(
      names = "--max-peers",
      paramLabel = "N",
      defaultValue = "80",
      description = "Connections at once (default: ${DEFAULT-VALUE}).")
  private int maxPeers;

  @Option(
      names = "--max-sources",
      paramLabel = "N",
      defaultValue = "0",
      description = "Peers downloaded from at once, 0 for no limit (default: ${DEFAULT-VALUE}).")
  private int maxSources;

  @Option(
      names = "--download-limit",
      paramLabel = "RATE",
      description = "Receive no more than this, for example 2MiB/s.")
  private Cli.@Nullable ByteRate downloadLimit;

  @Option(
      names = "--upload-limit",
      paramLabel = "RATE",
      description = "Send no more than this, for example 500kB/s.")
  private Cli.@Nullable ByteRate uploadLimit;

  @Option(
      names = "--sequential",
      fallbackValue = "true",
      description = "Fetch pieces in order instead of the rarest first.")
  private boolean sequential;

  @Option(
      names = "--files",
      paramLabel = "LIST",
      description = "Fetch these files only, for example 1,3-5 (numbers as panal info shows).")
  private @Nullable FileChoice files;

  @Option(
      names = "--seed-ratio",
      paramLabel = "R",
      description = "Stop seeding when R times the size has been sent.")
  private @Nullable Double seedRatio;

  @Option(
      names = "--seed-time",
      paramLabel = "TIME",
      description = "Stop seeding after this, for example 2h.")
  private @Nullable Duration seedTime;

  @Option(
      names = "--no-messages",
      fallbackValue = "true",
      description = "Do not fetch messages from trackers that relay some.")
  private boolean noMessages;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Where resume data lives, in place of ~/.local/share/panal.")
  private @Nullable Path home;

  /// @param folder the download folder
  /// @throws CommandFailure if the options do not go together
  TransferOptions read(Console console, Path folder) {
    if (noTcp) {
      throw usage("--no-tcp: this version connects over TCP only, nothing would move");
    }
    if (maxPeers < 1 || maxPeers > 10_000) {
      throw usage("--max-peers " + maxPeers + ": must be 1 to 10000");
    }
    if (maxSources < 0) {
      throw usage("--max-sources " + maxSources + ": must not be negative");
    }
    if (seedRatio != null && !(seedRatio >= 0)) {
      throw usage("--seed-ratio " + seedRatio + ": must not be negative");
    }
    return new TransferOptions(
        Homes.data(console, Optional.ofNullable(home)),
        console.resolve(folder),
        bind == null ? Addresses.any() : Addresses.bind("--bind", bind),
        Addresses.listenPort("--port", port),
        Optional.ofNullable(announceAddress)
            .map(address -> Addresses.literal("--announce-address", address)),
        peers.stream().map(peer -> Addresses.peer("--peer", peer)).toList(),
        maxPeers,
        maxSources,
        downloadLimit == null ? 0 : downloadLimit.bytesPerSecond(),
        uploadLimit == null ? 0 : uploadLimit.bytesPerSecond(),
        encryption,
        sequential,
        files == null ? FileChoice.ALL : files,
        seedRatio == null ? OptionalDouble.empty() : OptionalDouble.of(seedRatio),
        Optional.ofNullable(seedTime),
        !noMessages);
  }

  private static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }
}
