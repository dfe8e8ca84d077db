package dev.panal.app.cli;

import dev.panal.app.console.Console;
import dev.panal.app.demo.Demo;
import dev.panal.app.demo.DemoOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `panal demo`.
@Command(
    name = "demo",
    description =
        "The whole system on this machine: tracker, seeder and downloaders as processes; one is"
            + " killed and resumes; every byte is compared.")
final class DemoCommand implements Callable<Integer> {
  private final PanalCommand root;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      defaultValue = "64MiB",
      description = "Size of the files that are shared (default: ${DEFAULT-VALUE}).")
  private Cli.ByteSize size = new Cli.ByteSize(0);

  @Option(
      names = "--peers",
      paramLabel = "N",
      defaultValue = "4",
      description = "Peers, one of them the seeder (default: ${DEFAULT-VALUE}).")
  private int peers;

  @Option(
      names = "--ring",
      paramLabel = "N",
      description =
          "N trackers that are a ring (3 to 9) in place of one; two are killed together, and the"
              + " others know all.")
  private @Nullable Integer ring;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Work in this new folder and leave everything there.")
  private @Nullable Path keep;

  DemoCommand(PanalCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() throws InterruptedException {
    Console console = root.console();
    DemoOptions options =
        new DemoOptions(
            size.bytes(),
            peers,
            ring == null ? OptionalInt.empty() : OptionalInt.of(ring),
            Optional.ofNullable(keep).map(console::resolve));
    root.startLog();
    return new Demo(root.output(), options).run().number();
  }
}
