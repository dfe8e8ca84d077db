package dev.panal.platform;

import dev.panal.io.Failure;
import dev.panal.io.Failure.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An operation on a file that did not work, already in the words of the port.
final class DiskFault extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Failure failure;

  DiskFault(Reason reason, Path file, String detail) {
    super(detail);
    failure = new Failure(reason, file.toString(), detail);
  }

  DiskFault(Failure failure) {
    super(failure.toString());
    this.failure = failure;
  }

  private DiskFault(Reason reason, Path file, String detail, IOException cause) {
    super(detail, cause);
    failure = new Failure(reason, file.toString(), detail);
  }

  Failure failure() {
    return failure;
  }

  /// @param wantedBytes how much the operation wanted to write, 0 if nothing
  static DiskFault of(Path file, IOException e, long wantedBytes) {
    if (e instanceof DiskFault fault) {
      return fault;
    }
    Reason reason = reason(file, e, wantedBytes);
    String detail =
        switch (reason) {
          case DISK_FULL -> "no space left";
          case NOT_FOUND -> "no such file or folder";
          case CHANGED -> "the file is too short";
          default -> text(e);
        };
    return new DiskFault(reason, file, detail, e);
  }

  private static Reason reason(Path file, IOException e, long wantedBytes) {
    return switch (e) {
      case UnsafePathException unsafe -> Reason.UNSAFE_PATH;
      case EOFException tooShort -> Reason.CHANGED;
      case NoSuchFileException missing -> Reason.NOT_FOUND;
      case AccessDeniedException denied -> Reason.DENIED;
      case FileAlreadyExistsException exists -> Reason.DENIED;
      default -> byText(file, text(e).toLowerCase(Locale.ROOT), wantedBytes);
    };
  }

  /// The system only says a sentence, and that in its own language: where we do not know it, we ask
  /// the file system for its state.
  private static Reason byText(Path file, String text, long wantedBytes) {
    if (text.contains("no space left") || text.contains("quota") || text.contains("disk full")) {
      return Reason.DISK_FULL;
    }
    if (text.contains("read-only") || text.contains("not permitted")) {
      return Reason.DENIED;
    }
    if (text.contains("not a directory") || text.contains("symbolic link")) {
      return Reason.UNSAFE_PATH;
    }
    FileStore store = store(file);
    try {
      if (store != null && wantedBytes > 0 && store.getUsableSpace() < wantedBytes) {
        return Reason.DISK_FULL;
      }
    } catch (IOException e) {
      return Reason.IO;
    }
    return store != null && store.isReadOnly() ? Reason.DENIED : Reason.IO;
  }

  private static @Nullable FileStore store(Path file) {
    for (Path at = file.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        try {
          return Files.getFileStore(at);
        } catch (IOException e) {
          return null;
        }
      }
    }
    return null;
  }

  private static String text(IOException e) {
    return switch (e) {
      case FileSystemException named when named.getReason() != null -> named.getReason();
      // Without a reason, the message is the file's name only.
      case AccessDeniedException denied -> "permission denied";
      case FileAlreadyExistsException exists -> "exists already";
      case FileSystemException other -> other.getClass().getSimpleName();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
