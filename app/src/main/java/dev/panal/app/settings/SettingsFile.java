package dev.panal.app.settings;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// The TOML file: every key is an option's long name without the dashes, at the top for all verbs
/// or in a table named like a verb for that one.
///
/// ```toml
/// max-peers = 80
/// [get]
/// download-limit = "2MiB/s"
/// peer = ["10.0.0.1:6881", "10.0.0.2:6881"]
/// ```
public final class SettingsFile {
  /// Separates the elements of an array; no option's value contains a line break.
  public static final String SEPARATOR = "\n";

  private static final int MAX_BYTES = 1 << 20; // somebody's slip, not settings

  private final Path path;
  private final Map<String, String> general;
  private final Map<String, Map<String, String>> byVerb;

  private SettingsFile(
      Path path, Map<String, String> general, Map<String, Map<String, String>> byVerb) {
    this.path = path;
    this.general = general;
    this.byVerb = byVerb;
  }

  /// @param options the options of each verb, without dashes
  /// @throws CommandFailure if it cannot be read, is not TOML, or has a key that no verb knows
  public static SettingsFile read(Path path, Map<String, Set<String>> options) {
    JsonNode root;
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw failure(path + ": too large for a settings file");
      }
      root = new TomlMapper().readTree(Files.readString(path));
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String line = at == null ? "" : ", line " + at.getLineNr();
      throw failure(path + line + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw failure(path + ": cannot be read: " + Failures.reason(e));
    }
    Set<String> known = new TreeSet<>();
    options.values().forEach(known::addAll);
    Map<String, String> general = new LinkedHashMap<>();
    Map<String, Map<String, String>> byVerb = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      String key = entry.getKey();
      JsonNode value = entry.getValue();
      Set<String> ofVerb = options.get(key);
      if (value.isObject() && ofVerb != null) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> own : value.properties()) {
          String name = key + "." + own.getKey();
          check(path, name, own.getKey(), ofVerb);
          values.put(own.getKey(), text(path, name, own.getValue()));
        }
        byVerb.put(key, values);
      } else {
        Set<String> candidates = new TreeSet<>(known);
        if (value.isObject()) {
          candidates = options.keySet();
        }
        check(path, key, key, candidates);
        general.put(key, text(path, key, value));
      }
    }
    return new SettingsFile(path, general, byVerb);
  }

  private static void check(Path path, String name, String key, Set<String> known) {
    if (!known.contains(key)) {
      String hint =
          Nearest.of(key, known).map(nearest -> "; did you mean '" + nearest + "'?").orElse("");
      throw failure(path + ": unknown key '" + name + "'" + hint);
    }
  }

  private static String text(Path path, String name, JsonNode value) {
    if (value.isArray()) {
      StringBuilder joined = new StringBuilder();
      for (JsonNode element : value) {
        joined.append(joined.isEmpty() ? "" : SEPARATOR).append(scalar(path, name, element));
      }
      return joined.toString();
    }
    return scalar(path, name, value);
  }

  private static String scalar(Path path, String name, JsonNode value) {
    if (value.isContainer()) {
      throw failure(path + ": '" + name + "' must be a text, a number, a flag or a list of these");
    }
    return value.asString();
  }

  private static CommandFailure failure(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  public Path path() {
    return path;
  }

  /// The value of `option` for `verb`: its own table first, then the top.
  public Optional<String> value(String verb, String option) {
    Map<String, String> own = byVerb.getOrDefault(verb, Map.of());
    return Optional.ofNullable(own.getOrDefault(option, general.get(option)));
  }
}
