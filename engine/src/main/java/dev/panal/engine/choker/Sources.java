package dev.panal.engine.choker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Whom to take blocks from when their number is limited (`--max-sources`).
///
/// The fastest of those that serve us. A source that stops sending for twenty seconds gives way to
/// another, and now and then the slowest gives way to one that was never tried or is known to be
/// better: otherwise the first to come would stay, however slow. At most one per half a minute, so
/// that a newcomer has time to show its rate.
///
/// Interest is shown to the sources and to two spares, and no further: a peer that we are
/// interested in may give us one of its few slots, which would be wasted. Only while some source
/// does not serve us, everybody may hear of our interest.
///
/// @param requestFrom the peers to send requests to, at most the limit; from others nothing is
///   requested, and what is under way is let run out
/// @param interestedIn the peers to show interest to: the sources and some spares
public record Sources(List<Integer> requestFrom, List<Integer> interestedIn) {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /// How often to choose anew; also at once when a source leaves or chokes us, or when there are
  /// fewer sources than allowed and a peer unchokes us.
  public static final long ROUND_NANOS = 10 * SECOND_NANOS;

  /// A source that has sent nothing for so long is replaced.
  static final long STALL_NANOS = 20 * SECOND_NANOS;

  /// A source is left in peace for so long, stalls aside.
  static final long TRIAL_NANOS = 30 * SECOND_NANOS;

  /// One that is known must be so much better than the slowest source to take its place.
  private static final double BETTER = 1.25;

  private static final int SPARES = 2;

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
      long changedNanos) {

    private boolean stalled(long nowNanos) {
      return source
          && !chokesUs
          && nowNanos - lastBlockNanos >= STALL_NANOS
          && nowNanos - changedNanos >= STALL_NANOS;
    }
  }

  public static Sources choose(List<Candidate> candidates, int maxSources, long nowNanos) {
    List<Candidate> serving = new ArrayList<>(); // sources that are left in place
    List<Candidate> ready = new ArrayList<>(); // unchoke us, but are not sources
    List<Candidate> last = new ArrayList<>(); // choke us, or have stalled
    for (Candidate candidate : candidates) {
      if (candidate.interesting()) {
        boolean usable = !candidate.chokesUs() && !candidate.stalled(nowNanos);
        (usable ? candidate.source() ? serving : ready : last).add(candidate);
      }
    }
    Comparator<Candidate> byNumber = Comparator.comparingInt(Candidate::peer);
    Comparator<Candidate> fastest = Comparator.comparingLong(Candidate::fromPeer).reversed();
    Comparator<Candidate> longest =
        Comparator.comparingLong((Candidate candidate) -> nowNanos - candidate.changedNanos())
            .reversed();
    serving.sort(fastest.thenComparing(byNumber));
    ready.sort(fastest.thenComparing(longest).thenComparing(byNumber));
    // Who chokes us comes before who has stalled, and a source before others: it may be about to
    // unchoke us.
    last.sort(
        Comparator.comparing(Candidate::chokesUs, Comparator.reverseOrder())
            .thenComparing(Candidate::source, Comparator.reverseOrder())
            .thenComparing(longest)
            .thenComparing(byNumber));
    exchange(serving, ready, maxSources, nowNanos);
    List<Candidate> order = new ArrayList<>(serving);
    order.addAll(ready);
    order.addAll(last);
    List<Candidate> chosen = order.subList(0, Math.min(maxSources, order.size()));
    boolean allServe = chosen.stream().noneMatch(Candidate::chokesUs);
    int shown = allServe ? Math.min(order.size(), chosen.size() + SPARES) : order.size();
    return new Sources(numbers(chosen), numbers(order.subList(0, shown)));
  }

  /// Lets one of `ready` take the place of the slowest in `serving`, if it is time.
  private static void exchange(
      List<Candidate> serving, List<Candidate> ready, int maxSources, long nowNanos) {
    boolean timeToTry =
        serving.size() >= maxSources
            && serving.stream().allMatch(source -> nowNanos - source.changedNanos() >= TRIAL_NANOS);
    if (!timeToTry || serving.isEmpty()) {
      return;
    }
    Candidate slowest = serving.getLast();
    for (Candidate candidate : ready) {
      if (candidate.fromPeer() == 0 || candidate.fromPeer() > slowest.fromPeer() * BETTER) {
        serving.removeLast();
        serving.add(candidate);
        ready.remove(candidate);
        ready.add(slowest);
        return;
      }
    }
  }

  private static List<Integer> numbers(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::peer).toList();
  }
}
