package dev.panal.tracker.message;

import dev.panal.io.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Messages and mailboxes of which the other trackers of a ring tell.
///
/// All of them know all mailboxes. A message to one peer is there until one of them says that the
/// peer has it; of what is for many, each mailbox says how far it is.
final class RingMail {
  /// Messages wait for so long before they are handed out, so that one with a smaller number, which
  /// was sent at the same time elsewhere, gets here before: some hundred times as long as a row
  /// needs, and too short for people who talk.
  static final Duration HOLDING = Duration.ofMillis(250);

  /// Messages to peers whose mailboxes are not known yet: those come by another way, and are later
  /// by a moment.
  private static final int MAX_STRAYS = 1_000;

  /// What is older is no news for those who watch.
  private static final Duration NEWS = Duration.ofSeconds(10);

  private final EventLoop loop;
  private final RelayConfig config;
  private final Mailboxes mailboxes;
  private final Letters letters;
  private final SequenceNumbers numbers;
  private final Consumer<Message> events;
  private final Map<Long, Message> strays = new LinkedHashMap<>();
  private boolean joined;

  RingMail(
      EventLoop loop,
      RelayConfig config,
      Mailboxes mailboxes,
      Letters letters,
      SequenceNumbers numbers,
      Consumer<Message> events) {
    this.loop = loop;
    this.config = config;
    this.mailboxes = mailboxes;
    this.letters = letters;
    this.numbers = numbers;
    this.events = events;
  }

  void join(int slot) {
    numbers.share(slot);
    joined = true;
  }

  /// Keeps a letter in the mailboxes for a moment, in a ring.
  void hold(Letter letter) {
    if (joined) {
      letter.held = true;
      EventLoop.Timer _ = loop.schedule(HOLDING, () -> handOut(letter));
    }
  }

  private void handOut(Letter letter) {
    letter.held = false;
    List.copyOf(mailboxes.of(letter.message.audience())).forEach(Mailbox::deliver);
  }

  void heard(Message message) {
    numbers.seen(message.sequence());
    Duration ago = since(message.sentMillis());
    if (ago.compareTo(config.keep()) > 0 || !letters.fits(message.text())) {
      return;
    }
    if (message.audience() instanceof Audience.Peer(SwarmMember member)
        && mailboxes.find(member) == null
        && strays.size() < MAX_STRAYS) {
      strays.put(message.sequence(), message);
    }
    Letter letter = letters.take(new Letter(message, loop.nanoTime() - ago.toNanos()));
    hold(letter);
    boolean fresh = ago.compareTo(NEWS) < 0;
    for (Mailbox mailbox : mailboxes.of(message.audience())) {
      fresh &= !mailbox.has(message.sequence());
      put(letter, mailbox);
    }
    letters.remember(letter);
    letters.release(letter);
    if (fresh) {
      events.accept(message);
    }
  }

  private void put(Letter letter, Mailbox mailbox) {
    Message message = letter.message;
    boolean own = mailbox.member.equals(message.sender().member().orElse(null));
    boolean due =
        letter.sequence() > mailbox.opened
            && (!message.open() || letter.sequence() > mailbox.after());
    if (own || !due || mailbox.has(letter.sequence()) || !mailbox.hasRoom(config, letter.site)) {
      return;
    }
    if (mailbox.isPast(letter.sequence())) {
      // Its reader has later ones and would never ask for it: it gets a number of today.
      Letter renumbered = letters.take(letter.renumbered(numbers.next(loop.epochMillis())));
      hold(renumbered);
      letters.releaseAll(mailbox.put(renumbered, maxKept()));
      letters.release(renumbered);
    } else {
      letters.releaseAll(mailbox.put(letter, maxKept()));
    }
  }

  /// Elsewhere there was room for it, perhaps because what is still in the mailbox here has been
  /// handed out there.
  private int maxKept() {
    return 2 * config.maxKeptPerMailbox();
  }

  void heard(MessageJournal.MailboxRecord record) {
    numbers.seen(Math.max(record.opened(), record.after()));
    Duration ago = since(record.seenMillis());
    long seenNanos = loop.nanoTime() - ago.toNanos();
    Mailbox mailbox = mailboxes.find(record.member());
    if (mailbox != null) {
      letters.releaseAll(mailbox.visitedElsewhere(record.after(), seenNanos));
      return;
    }
    if (ago.compareTo(config.away()) > 0 || mailboxes.size() >= config.maxMailboxes()) {
      return;
    }
    Mailbox fresh =
        new Mailbox(
            record.member(),
            record.key(),
            record.site(),
            record.opened(),
            record.after(),
            seenNanos);
    mailboxes.add(fresh);
    for (Letter letter : letters.recent()) {
      if (letter.message.open() && mailboxes.of(letter.message.audience()).contains(fresh)) {
        put(letter, fresh);
      }
    }
    List<Message> found = new ArrayList<>();
    strays
        .values()
        .removeIf(message ->
            message.audience().equals(new Audience.Peer(record.member())) && found.add(message));
    found.forEach(this::heard);
  }

  /// A peer has had a message that was for it alone.
  void acknowledged(long sequence, SwarmMember member) {
    strays.remove(sequence);
    Mailbox mailbox = mailboxes.find(member);
    if (mailbox != null) {
      letters.releaseAll(mailbox.take(sequence));
    }
  }

  void sweep() {
    strays.values().removeIf(message -> since(message.sentMillis()).compareTo(config.keep()) > 0);
  }

  private Duration since(long epochMillis) {
    return Duration.ofMillis(Math.max(0, loop.epochMillis() - epochMillis));
  }
}
