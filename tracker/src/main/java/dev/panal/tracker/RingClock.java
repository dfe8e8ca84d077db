package dev.panal.tracker;

import dev.panal.io.EventLoop;

/// Time stamps for records: the wall clock, in steps that are all different on one node. The nodes'
/// clocks should agree to a second or so; where they do not, it is as if the words of the slow one
/// had been spoken earlier.
final class RingClock {
  /// The lowest bit of a stamp: the peer said good-bye.
  static final long STOPPED = 1;

  /// From one stamp to the next.
  static final long STEP = 2;

  /// Steps in a millisecond.
  private static final int STEPS = 1_024;

  private final EventLoop loop;
  private long last;

  RingClock(EventLoop loop) {
    this.loop = loop;
  }

  long stamp(boolean stopped) {
    last = Math.max(last + 1, loop.epochMillis() * STEPS);
    return last << 1 | (stopped ? STOPPED : 0);
  }
}
