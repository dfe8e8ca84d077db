package dev.panal.engine.storage;

/// Hears how far a check is, after every piece: in the order of the work, not of the pieces.
@FunctionalInterface
public interface CheckProgress {
  /// @param checkedBytes of all bytes that are to be looked at, `totalBytes`
  void checked(long checkedBytes, long totalBytes);
}
