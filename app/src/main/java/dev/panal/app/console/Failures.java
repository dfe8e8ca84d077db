package dev.panal.app.console;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Objects;

/// What the JDK throws, in words.
public final class Failures {
  private Failures() {}

  /// Why, without the name of the file, which Java's messages put first or leave alone.
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "no such file or folder";
      case AccessDeniedException denied -> "permission denied";
      case NotDirectoryException file -> "not a folder";
      case FileAlreadyExistsException there -> "exists already";
      case FileSystemException other when other.getReason() != null ->
          Objects.requireNonNull(other.getReason()).toLowerCase(Locale.ROOT);
      default ->
          e.getMessage() == null
              ? e.getClass().getSimpleName()
              : Objects.requireNonNull(e.getMessage());
    };
  }

  /// The system's reasons begin with a capital and are otherwise good.
  public static String words(String reason) {
    return reason.isEmpty()
        ? "unknown reason"
        : reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
  }

  /// The failure of a verb that could not do something with a file; a full disk has its own code.
  public static CommandFailure of(String what, IOException e) {
    String reason = reason(e);
    boolean full =
        reason.contains("no space left")
            || reason.contains("No space left")
            || reason.contains("quota");
    return full
        ? new CommandFailure(
            ExitCode.DISK_FULL, what + ": the disk is full; free some space and run it again", e)
        : new CommandFailure(ExitCode.FAILED, what + ": " + reason, e);
  }
}
