package dev.panal.app;

import dev.panal.app.cli.Cli;
import dev.panal.app.console.Console;
import dev.panal.app.console.Screen;
import dev.panal.app.console.SystemSignals;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Where the program starts.
final class Main {
  private static final int BUFFER_BYTES = 8 * 1024;

  private Main() {}

  static void main(String[] args) {
    Console console = console();
    int code = Cli.run(console, args);
    console.out().flush();
    console.err().flush();
    System.exit(code);
  }

  /// This process.
  static Console console() {
    PrintStream err = stream(FileDescriptor.err);
    System.setErr(err);
    Map<String, String> environment = System.getenv();
    return new Console(
        stream(FileDescriptor.out),
        err,
        Path.of("").toAbsolutePath(),
        environment,
        Screen.parse(environment.getOrDefault("PANAL_TERMINAL", "")),
        new SystemSignals());
  }

  /// UTF-8 whatever the locale says: names of files are Unicode, and JSON is UTF-8.
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER_BYTES),
        false,
        StandardCharsets.UTF_8);
  }
}
