package dev.panal.app.cli;

import dev.panal.app.console.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `panal doctor`.
@Command(name = "doctor", description = "What this machine offers, and what is wrong.")
final class DoctorCommand implements Callable<Integer> {
  private final PanalCommand root;

  DoctorCommand(PanalCommand root) {
    this.root = root;
  }

  @Override
  public Integer call() {
    root.output().result("JDK " + Runtime.version());
    root.output().emit(Json.object().put("jdk", Runtime.version().toString()));
    return 0;
  }
}
