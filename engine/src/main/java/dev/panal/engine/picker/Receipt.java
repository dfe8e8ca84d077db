package dev.panal.engine.picker;

/// What a block that came in means.
public enum Receipt {
  /// New; more blocks of its piece are missing.
  NEW,
  /// New, and all blocks of its piece are there: time to verify it.
  LAST_OF_PIECE,
  /// We have it already, as happens after an end game. Drop it.
  DUPLICATE,
  /// It was not requested from this peer, or no longer: nothing has changed. Drop it, unless the
  /// connection knows that it did ask once: then [PiecePicker#receivedLate(int, int, int,
  /// RequestSink)].
  NOT_REQUESTED
}
