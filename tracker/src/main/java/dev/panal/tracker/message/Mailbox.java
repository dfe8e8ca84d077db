package dev.panal.tracker.message;

import dev.panal.io.EventLoop;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What waits for one peer.
///
/// A message that was handed out stays until its reader asks for what comes after it: only then is
/// it sure to have arrived. So every message arrives, and whoever counts sequence numbers sees none
/// twice.
final class Mailbox {
  /// How an id begins that names its client (BEP 20): `-PN0100-`.
  private static final int CLIENT_LENGTH = 8;

  final SwarmMember member;
  final int key;
  final Site site;

  /// The last message before it was there.
  final long opened;

  /// The id in digits, and as people see it.
  private final String hex;

  private final String shown;

  /// By growing sequence numbers.
  private final List<Letter> letters = new ArrayList<>();

  /// The owner has all messages up to this one.
  private long after;

  /// Messages up to this one were handed out.
  private long handedOut;

  long seenNanos;
  long recordedNanos;
  private @Nullable Reader reader;

  /// Somebody who waits for messages after those that he has.
  private record Reader(long after, Consumer<Outcome<Mail>> receiver, EventLoop.Timer patience) {}

  Mailbox(SwarmMember member, int key, Site site, long opened, long after, long nowNanos) {
    this.member = member;
    this.key = key;
    this.site = site;
    this.opened = opened;
    this.after = after;
    this.handedOut = after;
    this.seenNanos = nowNanos;
    this.recordedNanos = nowNanos;
    this.hex = HexFormat.of().formatHex(member.peerId().bytes());
    this.shown = member.peerId().toString();
  }

  long after() {
    return after;
  }

  /// Whether its owner waits for messages right now.
  boolean attended() {
    return reader != null;
  }

  /// Whether `name` is the beginning of its owner's id, in digits or as people see it.
  boolean goesBy(String name) {
    return shown.startsWith(name)
        || hex.regionMatches(true, 0, name, 0, name.length())
        || (shown.length() > CLIENT_LENGTH && shown.startsWith(name, CLIENT_LENGTH));
  }

  /// Whether it would keep one more message from `sender`.
  boolean hasRoom(RelayConfig config, Site sender) {
    if (attended()) {
      return true;
    }
    int fromSender = 0;
    int all = 0;
    for (Letter letter : letters) {
      all += letter.sequence() > handedOut ? 1 : 0;
      fromSender += letter.sequence() > handedOut && letter.site.equals(sender) ? 1 : 0;
    }
    return all < config.maxKeptPerMailbox() && fromSender < config.maxKeptPerSender();
  }

  /// Puts it in; there is room.
  ///
  /// @return letters that were handed out but not asked behind, and had to make room
  List<Letter> put(Letter letter, int maxKept) {
    List<Letter> gone = new ArrayList<>();
    while (letters.size() >= maxKept) {
      gone.add(letters.removeFirst());
    }
    int place = letters.size();
    while (place > 0 && letters.get(place - 1).sequence() > letter.sequence()) {
      place--;
    }
    letters.add(place, letter);
    letter.holders++;
    return gone;
  }

  /// Whether the message is in it that was sent under this number.
  boolean has(long original) {
    return letters.stream().anyMatch(letter -> letter.original.sequence() == original);
  }

  /// Whether its reader has, or may have, messages after this one.
  boolean isPast(long sequence) {
    return sequence <= Math.max(after, handedOut);
  }

  /// Takes a message out that was sent under this number.
  List<Letter> take(long original) {
    List<Letter> taken =
        letters.stream().filter(letter -> letter.original.sequence() == original).toList();
    letters.removeAll(taken);
    return taken;
  }

  /// Its owner has fetched messages from another tracker.
  ///
  /// @return letters to many that are not needed any more; of one to its owner alone that is said
  ///   of itself
  List<Letter> visitedElsewhere(long acknowledged, long nanos) {
    after = Math.max(after, acknowledged);
    seenNanos = nanos - seenNanos > 0 ? nanos : seenNanos;
    List<Letter> gone =
        letters.stream()
            .filter(letter -> letter.message.open() && letter.sequence() <= after)
            .toList();
    letters.removeAll(gone);
    return gone;
  }

  /// The owner has all up to `sequence`.
  ///
  /// @return letters that are not needed any more
  List<Letter> acknowledge(long sequence) {
    List<Letter> gone = new ArrayList<>();
    after = Math.max(after, sequence);
    handedOut = Math.max(handedOut, after);
    while (!letters.isEmpty() && letters.getFirst().sequence() <= after) {
      gone.add(letters.removeFirst());
    }
    return gone;
  }

  /// Takes out what arrived before `nanos`.
  List<Letter> expire(long nanos) {
    List<Letter> gone = new ArrayList<>();
    Iterator<Letter> all = letters.iterator();
    while (all.hasNext()) {
      Letter letter = all.next();
      if (letter.arrivedNanos - nanos >= 0) {
        break;
      }
      gone.add(letter);
      all.remove();
    }
    return gone;
  }

  /// All that is in it.
  List<Letter> letters() {
    return List.copyOf(letters);
  }

  boolean isEmpty() {
    return letters.isEmpty();
  }

  /// Hands out what comes after `sequence`.
  Mail mail(long sequence) {
    List<Message> messages = new ArrayList<>();
    for (Letter letter : letters) {
      if (letter.held) {
        break;
      }
      if (letter.sequence() > sequence) {
        messages.add(letter.message);
      }
    }
    long last = messages.isEmpty() ? sequence : messages.getLast().sequence();
    handedOut = Math.max(handedOut, last);
    return new Mail(messages, last);
  }

  /// Whoever waits is sent away: two who take turns would never come to rest.
  void replace() {
    answer(
        Outcome.refused(
            Outcome.Reason.REPLACED, "this peer asks for its messages on another connection"));
  }

  /// Somebody waits for messages after `sequence`, and nobody else any more.
  ///
  /// @param timer calls [#giveUp()]
  void await(long sequence, Consumer<Outcome<Mail>> receiver, EventLoop.Timer timer) {
    replace();
    reader = new Reader(sequence, receiver, timer);
  }

  /// Whoever waits has waited long enough.
  void giveUp() {
    if (reader != null) {
      answer(new Outcome.Done<>(new Mail(List.of(), reader.after)));
    }
  }

  /// Whoever waits gets what there is for him, if there is anything.
  void deliver() {
    if (reader != null) {
      Mail mail = mail(reader.after);
      if (!mail.messages().isEmpty()) {
        answer(new Outcome.Done<>(mail));
      }
    }
  }

  /// Answers whoever waits.
  void answer(Outcome<Mail> outcome) {
    Reader waiting = reader;
    reader = null;
    if (waiting != null) {
      waiting.patience.cancel();
      waiting.receiver.accept(outcome);
    }
  }
}
