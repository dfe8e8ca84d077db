package dev.panal.app.console;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The process as a verb sees it.
///
/// @param out results, for pipes; UTF-8
/// @param err progress, messages, errors; UTF-8
/// @param folder what relative paths are relative to
/// @param environment variables of the process
/// @param screen the terminal behind `err`, if there is one
public record Console(
    PrintStream out,
    PrintStream err,
    Path folder,
    Map<String, String> environment,
    Optional<Screen> screen,
    Signals signals) {
  /// `path` as the user meant it, relative to where the program was started.
  public Path resolve(Path path) {
    return folder.resolve(path).normalize();
  }

  /// Whether text may carry colours; see <https://no-color.org>.
  public boolean colors() {
    return screen.isPresent() && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }
}
