package dev.panal.app.console;

import org.jspecify.annotations.Nullable;

/// A verb cannot go on. The message is the one line that people read: it names the file, field,
/// host or option, and what to do.
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  public CommandFailure(ExitCode code, String message) {
    this(code, message, null);
  }

  /// @param cause shown with `--debug` only
  public CommandFailure(ExitCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ExitCode code() {
    return code;
  }
}
