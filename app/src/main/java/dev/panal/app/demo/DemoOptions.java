package dev.panal.app.demo;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.units.Sizes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// What can be chosen about the demo.
///
/// @param bytes size of the files together
/// @param peers of the swarm: one seeder, the others download
/// @param ring how many trackers form a ring, of which two are killed; empty for one tracker
/// @param keep where to leave everything; a folder that is deleted at the end if empty
public record DemoOptions(long bytes, int peers, OptionalInt ring, Optional<Path> keep) {
  /// Less would be there before anybody could be killed half-way.
  private static final long MIN_BYTES = 1L << 20;

  private static final int MIN_PEERS = 2;

  /// Each is a process of its own.
  private static final int MAX_PEERS = 32;

  /// Two die, so one is left.
  private static final int MIN_RING = 3;

  private static final int MAX_RING = 9;

  private static final long LEAST_MILLIS = 4_000;
  private static final long MOST_MILLIS = 12_000;

  public DemoOptions {
    if (bytes < MIN_BYTES) {
      throw new CommandFailure(
          ExitCode.USAGE, "--size " + bytes + ": must be at least " + Sizes.print(MIN_BYTES));
    }
    if (bytes > Long.MAX_VALUE / (2 * MAX_PEERS)) {
      throw new CommandFailure(ExitCode.USAGE, "--size " + bytes + ": no disk is that large");
    }
    if (peers < MIN_PEERS || peers > MAX_PEERS) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--peers "
              + peers
              + ": must be "
              + MIN_PEERS
              + " to "
              + MAX_PEERS
              + ", one of them the seeder");
    }
    ring.ifPresent(size -> {
      if (size < MIN_RING || size > MAX_RING) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--ring " + size + ": must be " + MIN_RING + " to " + MAX_RING + " trackers");
      }
    });
  }

  /// How fast the seeder may send, so that there is something to see and a middle to kill in, and
  /// nobody waits long.
  long uploadBytesPerSecond() {
    long millis = Math.clamp(LEAST_MILLIS + bytes / 10_000, LEAST_MILLIS, MOST_MILLIS);
    return Math.max(1, bytes / millis * 1000);
  }
}
