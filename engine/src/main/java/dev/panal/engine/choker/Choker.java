package dev.panal.engine.choker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// Decides whom to serve. Upload is divided among a few peers at a time: many connections at once
/// share the bandwidth badly, and a peer that is served a trickle has nothing to pass on for long.
///
/// ## While we download: tit for tat
///
/// The slots go to those who send us most, measured anew every ten seconds: who gives, gets. A peer
/// that has no chance to show what it can give is served on trust now and then, the optimistic
/// unchoke: one slot in five, at least one of two, for thirty seconds each. It goes to a random
/// peer that waits, three times as likely to one that was never served: a newcomer has nothing to
/// give until it is given something. A slot that nobody has earned is given on trust as well.
///
/// A peer that owes us blocks and sends none for a minute snubs us: it earns no slot, whatever it
/// sent before; trust may still fall on it. (That we ask others for those blocks is not decided
/// here.)
///
/// ## When we have all: in turns
///
/// A seed receives nothing by which to choose. Serving whoever takes fastest looks right and is
/// not: the same few fast peers are served until they leave, and the rest wait. So peers take
/// turns, the longest waiting first, as in libtorrent's round robin. A turn lasts until the peer
/// has taken twenty pieces, something worth passing on, but thirty seconds at least, for
/// connections take a while to become fast, and two minutes at most, so that a slow one does not
/// sit for ever. One that takes nothing at all loses its slot after twenty seconds. A peer whose
/// turn is over goes on for as long as nobody waits. That is as fast as the peers are, since slots
/// are many enough ([#slots]) and none stays idle; and what was served differs from peer to peer,
/// so they have much to exchange.
///
/// Ties are broken by number, so a decision is a function of what it is given.
public final class Choker {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /// How often to decide anew (BEP 3: ten seconds); also at once when a served peer leaves or loses
  /// interest, or when a slot is free and a peer becomes interested.
  public static final long ROUND_NANOS = 10 * SECOND_NANOS;

  /// How long an optimistic unchoke lasts (BEP 3: three rounds).
  public static final long OPTIMISTIC_NANOS = 30 * SECOND_NANOS;

  /// A peer that owes us blocks and has sent nothing for so long is snubbing us.
  public static final long SNUB_NANOS = 60 * SECOND_NANOS;

  private static final int SLOTS_PER_OPTIMISTIC = 5;
  private static final int NEWCOMER_WEIGHT = 3;

  private static final long TURN_PIECES = 20;
  private static final long MIN_TURN_NANOS = 30 * SECOND_NANOS;
  private static final long MAX_TURN_NANOS = 120 * SECOND_NANOS;
  private static final long IDLE_TURN_NANOS = 20 * SECOND_NANOS;

  /// Fewer, and the optimistic slot is most of what there is.
  private static final int MIN_SLOTS = 4;

  /// As long as nothing is known of the line: enough for a class of leechers to start at once.
  private static final int FIRST_SLOTS = 8;

  /// More only divide the attention of the disk.
  private static final int MAX_SLOTS = 64;

  private static final double SLOTS_PER_ROOT = 0.6;

  private static final Comparator<Candidate> BY_NUMBER = Comparator.comparingInt(Candidate::peer);

  private Choker() {}

  /// While we download: tit for tat.
  public static Decision leeching(
      List<Candidate> candidates, int slots, long nowNanos, RandomGenerator random) {
    List<Candidate> interested = interested(candidates);
    int onTrust = slots < 2 ? 0 : Math.max(1, slots / SLOTS_PER_OPTIMISTIC);
    List<Candidate> earned =
        interested.stream()
            .filter(candidate -> !candidate.snubbed() && candidate.fromPeer() > 0)
            .sorted(
                Comparator.comparingLong(Candidate::fromPeer)
                    .reversed()
                    .thenComparing(Candidate::unchoked, Comparator.reverseOrder())
                    .thenComparing(BY_NUMBER))
            .limit(Math.max(0, slots - onTrust))
            .toList();
    List<Candidate> rest = new ArrayList<>(interested);
    rest.removeAll(earned);
    List<Candidate> trusted = trusted(rest, slots - earned.size(), nowNanos, random);
    List<Integer> unchoked = numbers(earned);
    unchoked.addAll(numbers(trusted));
    return new Decision(unchoked, numbers(trusted));
  }

  /// First those whose time is not over, then draws among those that wait, then the others again.
  private static List<Candidate> trusted(
      List<Candidate> rest, int slots, long nowNanos, RandomGenerator random) {
    List<Candidate> trusted = new ArrayList<>();
    List<Candidate> waiting = new ArrayList<>();
    List<Candidate> over = new ArrayList<>();
    for (Candidate candidate : rest) {
      if (!candidate.unchoked()) {
        waiting.add(candidate);
      } else if (candidate.optimistic()
          && nowNanos - candidate.chokeChangedNanos() < OPTIMISTIC_NANOS) {
        trusted.add(candidate);
      } else {
        over.add(candidate);
      }
    }
    while (trusted.size() < slots && !waiting.isEmpty()) {
      trusted.add(waiting.remove(draw(waiting, random)));
    }
    trusted.addAll(over);
    return trusted.subList(0, Math.min(Math.max(0, slots), trusted.size()));
  }

  private static int draw(List<Candidate> waiting, RandomGenerator random) {
    int total = 0;
    for (Candidate candidate : waiting) {
      total += weight(candidate);
    }
    int drawn = random.nextInt(total);
    int index = 0;
    while (drawn >= weight(waiting.get(index))) {
      drawn -= weight(waiting.get(index));
      index++;
    }
    return index;
  }

  private static int weight(Candidate candidate) {
    return candidate.chokeChangedNanos() == candidate.connectedNanos() ? NEWCOMER_WEIGHT : 1;
  }

  /// When we have all we want: in turns.
  ///
  /// @param pieceLength the quota of a turn is counted in pieces
  public static Decision seeding(
      List<Candidate> candidates, int slots, int pieceLength, long nowNanos) {
    List<Candidate> served = new ArrayList<>();
    List<Candidate> waiting = new ArrayList<>();
    List<Candidate> over = new ArrayList<>();
    for (Candidate candidate : interested(candidates)) {
      if (!candidate.unchoked()) {
        waiting.add(candidate);
      } else if (turnIsOver(candidate, pieceLength, nowNanos)) {
        over.add(candidate);
      } else {
        served.add(candidate);
      }
    }
    Comparator<Candidate> fastest = Comparator.comparingLong(Candidate::toPeer).reversed();
    served.sort(fastest.thenComparing(BY_NUMBER));
    // Times may lie on both sides of the overflow, so they are compared by their age.
    waiting.sort(
        Comparator.comparingLong((Candidate candidate) -> nowNanos - candidate.chokeChangedNanos())
            .reversed()
            .thenComparing(BY_NUMBER));
    over.sort(fastest.thenComparing(BY_NUMBER));
    List<Integer> order = numbers(served);
    order.addAll(numbers(waiting));
    order.addAll(numbers(over));
    return new Decision(order.subList(0, Math.min(Math.max(0, slots), order.size())), List.of());
  }

  private static boolean turnIsOver(Candidate candidate, int pieceLength, long nowNanos) {
    long heldNanos = nowNanos - candidate.chokeChangedNanos();
    boolean tookItsShare = candidate.sentSinceUnchoke() >= TURN_PIECES * pieceLength;
    boolean takesNothing = candidate.toPeer() == 0;
    return heldNanos >= MAX_TURN_NANOS
        || (tookItsShare && heldNanos >= MIN_TURN_NANOS)
        || (takesNothing && heldNanos >= IDLE_TURN_NANOS);
  }

  /// How many peers to serve at once where nobody said so: about the root of the rate in KB/s, as
  /// the first client had it (a line ten times as fast serves three times as many peers three times
  /// as fast), from four to sixty-four. Without a limit never fewer than eight, for a low rate may
  /// as well mean that nobody wanted more.
  ///
  /// @param limitBytesPerSecond the upload limit, 0 if there is none
  /// @param highestBytesPerSecond the highest upload rate seen
  public static int slots(long limitBytesPerSecond, long highestBytesPerSecond) {
    boolean limited = limitBytesPerSecond > 0;
    long rate = limited ? limitBytesPerSecond : highestBytesPerSecond;
    long root = Math.round(Math.sqrt(rate / 1000.0 * SLOTS_PER_ROOT));
    return Math.clamp(root, limited ? MIN_SLOTS : FIRST_SLOTS, MAX_SLOTS);
  }

  private static List<Candidate> interested(List<Candidate> candidates) {
    return candidates.stream().filter(Candidate::interested).sorted(BY_NUMBER).toList();
  }

  private static List<Integer> numbers(List<Candidate> candidates) {
    List<Integer> numbers = new ArrayList<>();
    candidates.forEach(candidate -> numbers.add(candidate.peer()));
    return numbers;
  }
}
