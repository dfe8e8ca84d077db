package dev.panal.app.cli;

import dev.panal.app.network.Addresses;
import dev.panal.app.tracker.TrackerRun;
import dev.panal.app.tracker.front.FrontOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `panal tracker`.
@Command(
    name = "tracker",
    description = "Introduce peers to each other, over HTTP and UDP, until stopped.")
final class TrackerCommand implements Callable<Integer> {
  private final PanalCommand root;

  @Option(
      names = "--bind",
      paramLabel = "ADDR",
      description = "Address or interface to listen on; all of them if not given.")
  private @Nullable String bind;

  @Mixin private FrontArguments http = new FrontArguments();

  @Option(
      names = "--udp-port",
      paramLabel = "N",
      defaultValue = "6969",
      description = "UDP port, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int udpPort;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder for what survives a restart (default: ~/.local/share/panal/tracker).")
  private @Nullable Path data;

  @Mixin private PolicyArguments policy = new PolicyArguments();

  @Mixin private RingArguments ring = new RingArguments();

  @Mixin private PageArguments page = new PageArguments();

  @Option(
      names = "--no-messages",
      fallbackValue = "true",
      description = "Relay no messages between peers.")
  private boolean noMessages;

  TrackerCommand(PanalCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    root.startLog();
    FrontOptions front = http.options(root, bind);
    return new TrackerRun(
            root.output(),
            new TrackerRun.Options(
                Addresses.listenPort("--udp-port", udpPort),
                front,
                Optional.ofNullable(data).map(root.console()::resolve),
                policy.read(root.console()),
                ProgramVersion.number(),
                page.read(root.console()),
                !noMessages,
                ring.read(root.console(), front.address())))
        .run()
        .number();
  }
}
