package dev.panal.io;

/// Why an operation of a port failed.
///
/// @param subject the file, host or address it is about
/// @param detail one phrase for people, without the subject
public record Failure(Reason reason, String subject, String detail) {
  /// The kinds of failure that callers tell apart.
  public enum Reason {
    /// No space left, or quota used up.
    DISK_FULL,
    /// No such file or folder.
    NOT_FOUND,
    /// Something else is there already.
    EXISTS,
    /// Not permitted, or a read-only file system.
    DENIED,
    /// The file is shorter than what was asked for, or is no longer what it was.
    CHANGED,
    /// The path leads out of its folder, or to something that is not a regular file.
    UNSAFE_PATH,
    UNKNOWN_HOST,
    /// Refused, unreachable or cut.
    UNREACHABLE,
    TIMED_OUT,
    /// More bytes or redirects than allowed.
    TOO_LARGE,
    /// The other side does not speak the protocol.
    PROTOCOL,
    /// The port is closed or the caller took it back.
    CANCELLED,
    /// Anything else; the detail says what the system said.
    IO
  }

  /// `subject: detail`, the form for logs and messages.
  @Override
  public String toString() {
    return subject + ": " + detail;
  }
}
