package dev.panal.engine;

import dev.panal.wire.metainfo.PieceGeometry;
import java.util.HashMap;
import java.util.Map;

/// How much is asked of peers that have not yet sent a good piece, so that a liar, however fast,
/// spoils little before the first of its pieces has been hashed.
///
/// A peer on trial is asked for two pieces, or with small ones for half a megabyte, and for as much
/// again each second, should it take long for one of its pieces to complete.
final class Trials {
  private static final int TRIAL_PIECES = 2;
  private static final int TRIAL_BLOCKS = 32;
  private static final long ROUND_NANOS = 1_000_000_000L;

  private final long blocksPerRound;

  /// By the number that the picker blames.
  private final Map<Integer, Trial> trials = new HashMap<>();

  Trials(PieceGeometry geometry) {
    int blocksPerPiece = geometry.blockCount(0);
    this.blocksPerRound = Math.max(TRIAL_BLOCKS, TRIAL_PIECES * blocksPerPiece);
  }

  private static final class Trial {
    private long startNanos;
    private long received;

    Trial(long startNanos) {
      this.startNanos = startNanos;
    }
  }

  /// A connection with this source begins.
  void begin(int source, long nowNanos) {
    trials.putIfAbsent(source, new Trial(nowNanos));
  }

  void end(int source) {
    trials.remove(source);
  }

  void blockCame(int source) {
    Trial trial = trials.get(source);
    if (trial != null) {
      trial.received++;
    }
  }

  /// One of its pieces is good.
  void passed(int source) {
    trials.remove(source);
  }

  /// How many blocks it may be asked for now, `pending` of which it has been.
  int room(int source, int pending, long nowNanos) {
    Trial trial = trials.get(source);
    if (trial == null) {
      return Integer.MAX_VALUE;
    }
    if (pending == 0 && trial.received == 0) {
      trial.startNanos = nowNanos;
    }
    long rounds = 1 + (nowNanos - trial.startNanos) / ROUND_NANOS;
    return Math.clamp(rounds * blocksPerRound - trial.received - pending, 0, Integer.MAX_VALUE);
  }
}
