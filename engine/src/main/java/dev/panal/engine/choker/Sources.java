package dev.panal.engine.choker;

import java.util.List;

/// Whom to take blocks from when their number is limited (`--max-sources`).
///
/// @param requestFrom the peers to send requests to, at most the limit; from others nothing is
///   requested, and what is under way is let run out
/// @param interestedIn the peers to show interest to: the sources and some spares
@SuppressWarnings({
  "UnusedVariable",
  "unused",
  "DoNotCallSuggester"
}) // the face first, the body follows
public record Sources(List<Integer> requestFrom, List<Integer> interestedIn) {
  /// How often to choose anew; also at once when a source leaves or chokes us, or when there are
  /// fewer sources than allowed and a peer unchokes us.
  public static final long ROUND_NANOS = 10_000_000_000L;

  public Sources {
    requestFrom = List.copyOf(requestFrom);
    interestedIn = List.copyOf(interestedIn);
  }

  /// What is known of one connected peer.
  ///
  /// @param peer the caller's number for it; breaks ties
  /// @param interesting it has pieces that we want
  /// @param chokesUs it does not serve us
  /// @param source requests may go to it now
  /// @param fromPeer bytes per second it sends us; of a former source, what it last reached; 0 if
  ///   never tried
  /// @param lastBlockNanos when its last block came; if none did, when it became a source
  /// @param changedNanos when it became a source or ceased to be one; when it connected if it never
  ///   was
  public record Candidate(
      int peer,
      boolean interesting,
      boolean chokesUs,
      boolean source,
      long fromPeer,
      long lastBlockNanos,
      long changedNanos) {}

  public static Sources choose(List<Candidate> candidates, int maxSources, long nowNanos) {
    throw new UnsupportedOperationException();
  }
}
