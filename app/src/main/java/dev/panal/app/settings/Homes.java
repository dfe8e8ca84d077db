package dev.panal.app.settings;

import dev.panal.app.console.Console;
import java.nio.file.Path;
import java.util.Optional;

/// The folders that belong to the user's Panal (XDG base directories), or to the home named with
/// `--home`.
public final class Homes {
  private Homes() {}

  /// Where resume data lives.
  public static Path data(Console console, Optional<Path> home) {
    return home.map(console::resolve)
        .orElseGet(() -> xdg(console, "XDG_DATA_HOME", ".local/share").resolve("panal"));
  }

  /// The settings file; it need not exist.
  public static Path settings(Console console) {
    return xdg(console, "XDG_CONFIG_HOME", ".config").resolve("panal").resolve("panal.toml");
  }

  private static Path xdg(Console console, String variable, String usual) {
    String named = console.environment().getOrDefault(variable, "");
    // The specification: a relative path is invalid and to be ignored.
    if (named.startsWith("/")) {
      return Path.of(named);
    }
    String home = console.environment().getOrDefault("HOME", "");
    return Path.of(home.isEmpty() ? System.getProperty("user.home", "/") : home).resolve(usual);
  }
}
