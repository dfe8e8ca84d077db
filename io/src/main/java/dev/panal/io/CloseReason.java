package dev.panal.io;

/// Why a connection ended.
///
/// @param detail one phrase for people, without the address
public record CloseReason(Kind kind, String detail) {
  public enum Kind {
    /// We closed it.
    LOCAL,
    /// The remote closed it in order.
    REMOTE,
    /// The remote or the network cut it.
    RESET,
    /// Nobody listens there.
    REFUSED,
    /// It did not come to stand in time.
    TIMED_OUT,
    /// No route, address family not available, and the like.
    UNREACHABLE,
    /// An error on our side, for example an exception in a callback.
    FAILED
  }
}
