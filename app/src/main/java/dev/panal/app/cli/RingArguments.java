package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.Console;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.network.Addresses;
import dev.panal.app.tracker.ring.RingOptions;
import dev.panal.cluster.RingConfig;
import dev.panal.cluster.RingTiming;
import dev.panal.tracker.ring.RingMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that make a tracker one of several.
final class RingArguments {
  /// Where nodes look for each other if nothing else is said; the port after the tracker's.
  private static final int DEFAULT_PORT = 6970;

  /// A secret is a line, not a file that was named by mistake.
  private static final long MAX_SECRET_BYTES = 4_096;

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "Become one of several trackers that know the same swarms: where others of the ring are,"
              + " separated by commas. All may be given the same list, this one included; any one"
              + " that answers is enough. A name may stand for several addresses.")
  private List<String> join = new ArrayList<>();

  @Option(
      names = "--join-file",
      paramLabel = "FILE",
      description = "The same from a file, one a line, read again whenever others are looked for.")
  private @Nullable Path joinFile;

  @Option(
      names = "--ring-bind",
      paramLabel = "ADDR:PORT",
      description =
          "Where the other trackers reach this one: an address of this machine (default: that of"
              + " --bind, port 6970). Best one that clients cannot reach.")
  private @Nullable String bind;

  @Option(
      names = "--ring-advertise",
      paramLabel = "HOST:PORT",
      description = "What the others are told instead, where --ring-bind is not what they reach.")
  private @Nullable String advertise;

  @Option(
      names = "--ring-secret",
      paramLabel = "TEXT",
      description =
          "What all trackers of the ring know and nobody else: at least 16 characters. Better by"
              + " PANAL_RING_SECRET or the file, where other users of the machine do not see it.")
  private @Nullable String secret;

  @Option(
      names = "--ring-secret-file",
      paramLabel = "FILE",
      description = "The secret is the content of this file.")
  private @Nullable Path secretFile;

  @Option(
      names = "--ring-name",
      paramLabel = "NAME",
      defaultValue = "panal",
      description = "The name of the ring (default: ${DEFAULT-VALUE}).")
  private String ring = "panal";

  @Option(
      names = "--node-name",
      paramLabel = "NAME",
      description = "The name of this node, for people (default: the machine's, and the port).")
  private @Nullable String node;

  @Option(
      names = "--ring-mode",
      paramLabel = "fast|strict",
      defaultValue = "fast",
      description =
          "When an announce is answered: as soon as one tracker knows, the others half a second"
              + " later; or when all that keep the swarm know (default: ${DEFAULT-VALUE}).")
  private RingMode mode = RingMode.FAST;

  /// @param address that of `--bind`
  Optional<RingOptions> read(Console console, InetAddress address) {
    if (join.isEmpty() && joinFile == null && bind == null) {
      if (secret != null || secretFile != null || advertise != null) {
        throw usage("a ring needs --join, --join-file or --ring-bind");
      }
      return Optional.empty();
    }
    InetSocketAddress local =
        bind == null
            ? new InetSocketAddress(Addresses.reachable(address), DEFAULT_PORT)
            : local(bind);
    try {
      return Optional.of(
          new RingOptions(
              new RingConfig(
                  ring,
                  node == null ? machine() + ":" + local.getPort() : node,
                  local,
                  Optional.ofNullable(advertise)
                      .map(text -> Addresses.peer("--ring-advertise", text)),
                  join,
                  Optional.ofNullable(joinFile).map(console::resolve),
                  secret(console),
                  RingTiming.defaults()),
              mode));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /// `ADDR:PORT`, where port 0 takes any free one.
  private static InetSocketAddress local(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      int port = Addresses.listenPort("--ring-bind", Integer.parseInt(text.substring(colon + 1)));
      if (!host.isEmpty()) {
        return new InetSocketAddress(Addresses.bind("--ring-bind", host), port);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw usage("--ring-bind " + text + ": write ADDR:PORT, for example 10.0.0.1:6970");
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "node";
    }
  }

  private String secret(Console console) {
    if (secret != null && secretFile != null) {
      throw usage("either --ring-secret or --ring-secret-file");
    }
    if (secretFile == null) {
      return secret == null ? "" : secret;
    }
    Path file = console.resolve(secretFile);
    try {
      if (Files.size(file) > MAX_SECRET_BYTES) {
        throw usage("--ring-secret-file " + file + ": too large for a secret");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "--ring-secret-file " + file + ": " + Failures.reason(e), e);
    }
  }

  private static CommandFailure usage(String why) {
    return new CommandFailure(ExitCode.USAGE, why);
  }
}
