package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.Console;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Output;
import dev.panal.app.logging.LogSetup;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The root: what every verb can be told.
@Command(
    name = "panal",
    description = "BitTorrent: make, share, fetch and track torrents.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Sizes are written 16MiB or 1.5GB, rates 2MiB/s, times 90s or 2h.",
      "Every option is also PANAL_<OPTION> and a key of the settings file.",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 7 stopped before the download was",
      "complete, 9 disk full, 13 would overwrite a different file, 26 bad .torrent,",
      "27 bad magnet, 130 interrupted."
    })
final class PanalCommand {
  private final Console console;

  @Option(
      names = "--json",
      fallbackValue = "true",
      scope = ScopeType.INHERIT,
      description = "Print results and events as JSON, one object a line, on stdout.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      fallbackValue = "true",
      scope = ScopeType.INHERIT,
      description = "No progress and no messages, only warnings and errors.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      fallbackValue = "true",
      scope = ScopeType.INHERIT,
      description = "Say more: for example a line for every verified piece.")
  private boolean verbose;

  @Option(
      names = "--debug",
      fallbackValue = "true",
      scope = ScopeType.INHERIT,
      description = "Show stack traces and the program's log on stderr.")
  private boolean debug;

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Append the program's log to this file.")
  private @Nullable Path logFile;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Settings file (TOML) in place of ~/.config/panal/panal.toml.")
  private @Nullable Path config;

  PanalCommand(Console console) {
    this.console = console;
  }

  Console console() {
    return console;
  }

  /// How this run speaks, once the options are known.
  Output output() {
    if (quiet && verbose) {
      throw new CommandFailure(ExitCode.USAGE, "--quiet and --verbose exclude each other");
    }
    Output.Verbosity verbosity =
        quiet
            ? Output.Verbosity.QUIET
            : verbose ? Output.Verbosity.VERBOSE : Output.Verbosity.NORMAL;
    return new Output(console, verbosity, json);
  }

  /// For verbs that run what writes a log.
  void startLog() {
    LogSetup.start(debug, logFile(), console.err());
  }

  boolean json() {
    return json;
  }

  boolean debug() {
    return debug;
  }

  /// The settings file that was named.
  Optional<Path> config() {
    return Optional.ofNullable(config).map(console::resolve);
  }

  private Optional<Path> logFile() {
    return Optional.ofNullable(logFile).map(console::resolve);
  }
}
