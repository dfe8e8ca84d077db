package dev.panal.app.cli;

import dev.panal.app.doctor.Doctor;
import dev.panal.app.settings.Homes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `panal doctor`.
@Command(name = "doctor", description = "What this machine offers, and what is wrong.")
final class DoctorCommand implements Callable<Integer> {
  private final PanalCommand root;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Where resume data lives, in place of ~/.local/share/panal.")
  private @Nullable Path home;

  DoctorCommand(PanalCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() throws InterruptedException {
    root.startLog();
    return new Doctor(root.output())
        .run(Homes.data(root.console(), Optional.ofNullable(home)))
        .number();
  }
}
