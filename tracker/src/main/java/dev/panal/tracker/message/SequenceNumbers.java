package dev.panal.tracker.message;

/// Numbers of messages: each is larger than all that are known.
final class SequenceNumbers {
  /// Numbers are never below this many a millisecond since 1970: so they grow over a restart, even
  /// if the last of them were not saved. There are less than 2^53 until 2255.
  private static final int PER_MILLI = 1_000;

  /// Of the numbers of a millisecond, which are ours.
  private int slot;

  private boolean shared;
  private long last;

  /// Others number messages, too.
  ///
  /// @param ours which of the numbers of a millisecond nobody else takes
  void share(int ours) {
    slot = Math.floorMod(ours, PER_MILLI);
    shared = true;
  }

  /// The largest that is known.
  long last() {
    return last;
  }

  void seen(long number) {
    last = Math.max(last, number);
  }

  long next(long epochMillis) {
    long next = Math.max(last + 1, epochMillis * PER_MILLI);
    last = shared ? next + Math.floorMod(slot - next, (long) PER_MILLI) : next;
    return last;
  }
}
