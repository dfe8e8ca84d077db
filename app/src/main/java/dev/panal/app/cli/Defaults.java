package dev.panal.app.cli;

import dev.panal.app.console.Console;
import dev.panal.app.settings.SettingsFile;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Values of options that are not on the command line: `PANAL_<OPTION>` first, then the settings
/// file. Several values of one option are separated by white space in the environment.
final class Defaults implements IDefaultValueProvider {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final Console console;
  private final String verb;
  private final Optional<SettingsFile> file;
  private final Map<ArgSpec, String> origins = new HashMap<>();

  /// @param verb which table of the file counts; options that all verbs share belong to no verb
  ///   themselves
  Defaults(Console console, String verb, Optional<SettingsFile> file) {
    this.console = console;
    this.verb = verb;
    this.file = file;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !settable(option)) {
      return null;
    }
    String variable = variable(key(option));
    String value = console.environment().get(variable);
    if (value != null && !value.isEmpty()) {
      origins.put(argument, variable);
      return normal(option, option.isMultiValue() ? spaced(value) : value);
    }
    if (file.isPresent()) {
      Optional<String> set = file.get().value(verb, key(option));
      set.ifPresent(v -> origins.put(argument, "'" + key(option) + "' in " + file.get().path()));
      return set.map(v -> normal(option, v)).orElse(null);
    }
    return null;
  }

  private static String spaced(String value) {
    return SPACE.matcher(value.strip()).replaceAll(SettingsFile.SEPARATOR);
  }

  /// Flags in the environment are written in many ways.
  private static String normal(OptionSpec option, String value) {
    if (option.type() != boolean.class && option.type() != Boolean.class) {
      return value;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "yes", "on" -> "true";
      case "0", "no", "off" -> "false";
      default -> value;
    };
  }

  /// Where the value of `argument` was read, if it was not on the command line.
  Optional<String> origin(ArgSpec argument) {
    return Optional.ofNullable(origins.get(argument));
  }

  /// Options that only make sense where they are typed.
  static boolean settable(OptionSpec option) {
    return !option.usageHelp() && !option.versionHelp() && !key(option).equals("config");
  }

  /// The long name without dashes.
  static String key(OptionSpec option) {
    return option.longestName().substring(2);
  }

  /// `max-peers` is `PANAL_MAX_PEERS`.
  static String variable(String key) {
    return "PANAL_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
