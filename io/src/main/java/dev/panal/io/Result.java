package dev.panal.io;

/// A value, or why there is none. Operating failures are values: the one who asked decides.
///
/// @param <T> what a success brings
public sealed interface Result<T> {
  /// It worked.
  record Done<T>(T value) implements Result<T> {}

  /// It did not.
  record Failed<T>(Failure failure) implements Result<T> {}

  static <T> Result<T> done(T value) {
    return new Done<>(value);
  }

  static <T> Result<T> failed(Failure.Reason reason, String subject, String detail) {
    return new Failed<>(new Failure(reason, subject, detail));
  }
}
