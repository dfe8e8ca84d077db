package dev.panal.app.console;

/// How a run ended, as the shell sees it. The numbers are a contract with scripts.
public enum ExitCode {
  DONE(0),
  FAILED(1),
  /// Wrong usage: unknown option, missing argument, value out of range.
  USAGE(2),
  /// Stopped before the download was complete.
  STOPPED(7),
  DISK_FULL(9),
  /// Going on would overwrite a different file.
  WOULD_OVERWRITE(13),
  BAD_TORRENT(26),
  BAD_MAGNET(27),
  /// Ended by SIGINT.
  INTERRUPTED(130);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
