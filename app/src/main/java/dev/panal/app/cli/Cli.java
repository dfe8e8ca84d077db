package dev.panal.app.cli;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.Console;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.console.Output;
import dev.panal.app.settings.Homes;
import dev.panal.app.settings.SettingsFile;
import dev.panal.app.transfer.FileChoice;
import dev.panal.app.units.Rates;
import dev.panal.app.units.Sizes;
import dev.panal.app.units.Times;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// Runs one command line in this process.
public final class Cli {
  private static final int HELP_COLUMNS = 100;

  private final Console console;
  private final List<String> args;
  private final PanalCommand root;

  private Cli(Console console, List<String> args) {
    this.console = console;
    this.args = args;
    this.root = new PanalCommand(console);
  }

  /// @return the exit code, one of [ExitCode]
  public static int run(Console console, String... args) {
    return new Cli(console, Arrays.asList(args)).run();
  }

  private int run() {
    CommandLine line = new CommandLine(root);
    Verbs.addTo(line, root, args);
    Defaults defaults;
    try {
      defaults =
          new Defaults(console, Verbs.named(args).stream().findFirst().orElse(""), settings());
    } catch (CommandFailure e) {
      return failed(e, false);
    }
    line.registerConverter(FileChoice.class, checked(FileChoice::parse));
    line.registerConverter(Duration.class, checked(Times::parse));
    line.registerConverter(ByteSize.class, checked(text -> new ByteSize(Sizes.parse(text))));
    line.registerConverter(ByteRate.class, checked(text -> new ByteRate(Rates.parse(text))));
    line.setDefaultValueProvider(defaults);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(writer(console.out()));
    line.setErr(writer(console.err()));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(console.colors() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpWidth(
        console.screen().map(s -> Math.clamp(s.columns(), 60, HELP_COLUMNS)).orElse(HELP_COLUMNS));
    line.setParameterExceptionHandler((e, ignored) -> wrongUsage(e, defaults));
    line.setExecutionExceptionHandler((e, command, ignored) -> failed(e, root.debug()));
    line.setExecutionStrategy(this::execute);
    return line.execute(args.toArray(new String[0]));
  }

  private int execute(CommandLine.ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    if (!parsed.hasSubcommand()) {
      parsed.commandSpec().commandLine().usage(console.err());
      return ExitCode.USAGE.number();
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private Optional<SettingsFile> settings() {
    Optional<Path> named = option("--config");
    if (named.isEmpty()) {
      String variable = console.environment().getOrDefault("PANAL_CONFIG", "");
      named = variable.isEmpty() ? Optional.empty() : Optional.of(Path.of(variable));
    }
    if (named.isPresent()) {
      return Optional.of(SettingsFile.read(console.resolve(named.get()), Verbs.options(root)));
    }
    Path usual = Homes.settings(console);
    return Files.exists(usual)
        ? Optional.of(SettingsFile.read(usual, Verbs.options(root)))
        : Optional.empty();
  }

  // Defaults are needed before picocli parses, and they depend on this one option.
  private Optional<Path> option(String name) {
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).startsWith(name + "=")) {
        return Optional.of(Path.of(args.get(i).substring(name.length() + 1)));
      }
      if (args.get(i).equals(name) && i + 1 < args.size()) {
        return Optional.of(Path.of(args.get(i + 1)));
      }
    }
    return Optional.empty();
  }

  private int wrongUsage(ParameterException e, Defaults defaults) {
    ArgSpec argument = e.getArgSpec();
    String origin =
        argument == null ? "" : defaults.origin(argument).map(o -> " (from " + o + ")").orElse("");
    StringBuilder message = new StringBuilder(firstLine(e.getMessage()) + origin);
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        message.append("; did you mean ").append(suggestions.getFirst()).append('?');
      }
    }
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    message.append(" (see ").append(command).append(" --help)");
    output().error(message.toString());
    return ExitCode.USAGE.number();
  }

  private int failed(Exception e, boolean debug) {
    CommandFailure failure =
        switch (e) {
          case CommandFailure expected -> expected;
          case UncheckedIOException io ->
              Failures.of("panal", Objects.requireNonNull(io.getCause()));
          case IOException io -> Failures.of("panal", io);
          default ->
              new CommandFailure(
                  ExitCode.FAILED,
                  "internal error: " + e + " (run it again with --debug and report what it shows)",
                  e);
        };
    output().error(firstLine(failure.getMessage()));
    if (debug) {
      failure.printStackTrace(console.err());
    }
    return failure.code().number();
  }

  // Before the options are parsed, and when they are wrong, only this much is known of them.
  private Output output() {
    return new Output(console, Output.Verbosity.NORMAL, root.json() || args.contains("--json"));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static String firstLine(@Nullable String text) {
    return Objects.requireNonNullElse(text, "").lines().findFirst().orElse("");
  }

  private static <T> ITypeConverter<T> checked(ITypeConverter<T> converter) {
    return text -> {
      try {
        return converter.convert(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  /// A number of bytes, as an option's value.
  record ByteSize(long bytes) {}

  /// A number of bytes a second, as an option's value.
  record ByteRate(long bytesPerSecond) {}
}
