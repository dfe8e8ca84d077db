package dev.panal.engine.choker;

import java.util.List;
import java.util.random.RandomGenerator;

/// Decides whom to serve.
@SuppressWarnings({
  "UnusedVariable",
  "unused",
  "DoNotCallSuggester"
}) // the face first, the body follows
public final class Choker {
  /// How often to decide anew (BEP 3: ten seconds); also at once when a served peer leaves or loses
  /// interest, or when a slot is free and a peer becomes interested.
  public static final long ROUND_NANOS = 10_000_000_000L;

  /// How long an optimistic unchoke lasts (BEP 3: three rounds).
  public static final long OPTIMISTIC_NANOS = 30_000_000_000L;

  /// A peer that owes us blocks and has sent nothing for so long is snubbing us.
  public static final long SNUB_NANOS = 60_000_000_000L;

  private Choker() {}

  /// While we download: tit for tat.
  public static Decision leeching(
      List<Candidate> candidates, int slots, long nowNanos, RandomGenerator random) {
    throw new UnsupportedOperationException();
  }

  /// When we have all we want: in turns.
  ///
  /// @param pieceLength the quota of a turn is counted in pieces
  public static Decision seeding(
      List<Candidate> candidates, int slots, int pieceLength, long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /// How many peers to serve at once where nobody said so.
  ///
  /// @param uploadBytesPerSecond the upload limit, or if there is none the highest rate seen; 0 if
  ///   nothing is known yet
  public static int slots(long uploadBytesPerSecond) {
    throw new UnsupportedOperationException();
  }
}
