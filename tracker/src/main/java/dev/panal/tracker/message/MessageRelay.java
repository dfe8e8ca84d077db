package dev.panal.tracker.message;

import dev.panal.io.EventLoop;
import dev.panal.tracker.KeyProof;
import dev.panal.tracker.message.Outcome.Reason;
import dev.panal.wire.InfoHash;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes messages and hands them out.
///
/// A peer has a mailbox from the first time that it asks for messages, for which it must prove with
/// its announce key that it is the peer it says. From then on the mailbox has an owner: whoever
/// shows another key is refused, whatever the tracker hears of that peer id later. What is sent to
/// a peer, to its swarm or to all is put into the mailbox, and stays until its owner asks for what
/// comes after it, or [RelayConfig#keep()] is over. Nothing that is kept makes room for what comes
/// later: who floods a peer does not get at what others wrote to it.
///
/// Methods may be called from any thread: they post to the loop, and what they were given to call
/// back is called there and must not block.
public final class MessageRelay implements AutoCloseable {
  /// Shorter beginnings of peer ids are typing errors.
  static final int MIN_NAME = 4;

  /// Addresses, peers and swarms whose rates are remembered, of each.
  private static final int MAX_KNOWN = 20_000;

  /// How often what is too old is looked for.
  private static final Duration SWEEP = Duration.ofMinutes(1);

  /// A mailbox is recorded anew after this time although only its owner's last visit has changed.
  private static final Duration RECORD = Duration.ofMinutes(10);

  private final EventLoop loop;
  private final AnnounceKeys keys;
  private final RelayConfig config;
  private final MessageJournal journal;
  private final Consumer<Message> events;
  private final Mailboxes mailboxes = new Mailboxes();
  private final SequenceNumbers numbers = new SequenceNumbers();
  private final Letters letters;
  private final RingMail ring;

  private final RateLimit<Site> sending;
  private final RateLimit<SwarmMember> toPeer;
  private final RateLimit<InfoHash> toSwarm;
  private final RateLimit<Audience> toEverybody;
  private final RateLimit<Site> fetching;
  private final RateLimit<Site> wrongKeys;

  private int unsaved;
  private EventLoop.@Nullable Timer nextSweep;
  private boolean closed;

  /// To be made on the loop, or elsewhere while nobody uses the loop's ports yet.
  ///
  /// @param keys the tracker
  /// @param kept what `journal` has from before
  /// @param events hears of every message, on the loop; must be quick and must not throw
  public MessageRelay(
      EventLoop loop,
      AnnounceKeys keys,
      RelayConfig config,
      MessageJournal journal,
      MessageJournal.Kept kept,
      Consumer<Message> events) {
    this.loop = loop;
    this.keys = keys;
    this.config = config;
    this.journal = journal;
    this.events = events;
    this.letters = new Letters(config, journal);
    this.ring = new RingMail(loop, config, mailboxes, letters, numbers, events);
    RelayConfig.Rates rates = config.rates();
    this.sending = new RateLimit<>(rates.sending(), MAX_KNOWN);
    this.toPeer = new RateLimit<>(rates.toPeer(), MAX_KNOWN);
    this.toSwarm = new RateLimit<>(rates.toSwarm(), MAX_KNOWN);
    this.toEverybody = new RateLimit<>(rates.toEverybody(), 1);
    this.fetching = new RateLimit<>(rates.fetching(), MAX_KNOWN);
    this.wrongKeys = new RateLimit<>(rates.wrongKeys(), MAX_KNOWN);
    loop.execute(() -> {
      restore(kept);
      scheduleSweep();
    });
  }

  // ---- a ring ----------------------------------------------------------------------------------

  /// Becomes one of several relays, whose journals tell each other of everything: what the others
  /// tell is to be given to [#heard]. To be called once, before anything else.
  ///
  /// @param slot of the thousand numbers of a millisecond, which one this relay gives to messages;
  ///   each relay another
  public void join(int slot) {
    loop.execute(() -> ring.join(slot));
  }

  /// A message that was sent elsewhere, or before; perhaps not for the first time.
  public void heard(Message message) {
    loop.execute(() -> ring.heard(message));
  }

  /// A mailbox as it was elsewhere, or before.
  public void heard(MessageJournal.MailboxRecord mailbox) {
    loop.execute(() -> ring.heard(mailbox));
  }

  /// What [MessageJournal#acknowledged] heard elsewhere.
  public void heardAcknowledged(long sequence, SwarmMember member) {
    loop.execute(() -> ring.acknowledged(sequence, member));
  }

  // ---- sending ---------------------------------------------------------------------------------

  /// Sends a message.
  ///
  /// @param sender where it comes from
  /// @param receiver hears once what became of it: of one that was taken when the journal has it
  public void post(Draft draft, InetAddress sender, Consumer<Outcome<Receipt>> receiver) {
    loop.execute(() -> check(draft, sender, receiver));
  }

  private void check(Draft draft, InetAddress sender, Consumer<Outcome<Receipt>> receiver) {
    Optional<Outcome<Receipt>> fault = fault(draft.text());
    Site site = Site.of(sender);
    if (fault.isPresent()) {
      receiver.accept(fault.get());
      return;
    }
    Optional<Duration> wait = sending.take(site, loop.nanoTime());
    if (wait.isPresent()) {
      receiver.accept(Outcome.tooMany("too many messages from your address", wait.get()));
      return;
    }
    Optional<Claim> claim = draft.from();
    if (claim.isEmpty()) {
      receive(draft, new Message.Sender(sender, Optional.empty()), receiver);
      return;
    }
    SwarmMember member = claim.get().member();
    identify(
        claim.get(),
        site,
        outcome -> {
          switch (outcome) {
            case Outcome.Done<Boolean> _ ->
                receive(draft, new Message.Sender(sender, Optional.of(member)), receiver);
            case Outcome.Refused<Boolean>(Reason reason, String detail, Optional<Duration> in) ->
                receiver.accept(new Outcome.Refused<>(reason, "from: " + detail, in));
          }
        });
  }

  private Optional<Outcome<Receipt>> fault(String text) {
    if (closed) {
      return Optional.of(closing());
    }
    if (text.isBlank()) {
      return Optional.of(Outcome.refused(Reason.INVALID, "text: empty"));
    }
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
        if (!pair) {
          return Optional.of(Outcome.refused(Reason.INVALID, "text: not Unicode"));
        }
        i++;
        bytes += 4;
      } else {
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      }
    }
    return bytes <= config.maxTextBytes()
        ? Optional.empty()
        : Optional.of(
            Outcome.refused(
                Reason.TOO_LARGE, "text: " + bytes + " bytes, more than " + config.maxTextBytes()));
  }

  private void receive(Draft draft, Message.Sender sender, Consumer<Outcome<Receipt>> receiver) {
    Site site = Site.of(sender.address());
    Outcome<Audience> addressed =
        switch (draft.to()) {
          case Draft.Recipient.NamedPeer peer -> peer(peer, site);
          case Draft.Recipient.Swarm(InfoHash infoHash) ->
              limited(toSwarm, infoHash, new Audience.Swarm(infoHash), "to this swarm");
          case Draft.Recipient.Everybody _ -> {
            Audience all = new Audience.Everybody();
            yield limited(toEverybody, all, all, "to everybody");
          }
        };
    switch (addressed) {
      case Outcome.Refused<Audience>(Reason reason, String detail, Optional<Duration> in) ->
          receiver.accept(new Outcome.Refused<>(reason, detail, in));
      case Outcome.Done<Audience>(Audience audience) -> {
        if (closed) {
          receiver.accept(closing());
        } else if (!letters.fits(draft.text()) || unsaved >= config.maxUnsaved()) {
          receiver.accept(Outcome.tooMany("this tracker keeps as many messages as it may", SWEEP));
        } else {
          relay(sender, audience, draft.text(), receiver);
        }
      }
    }
  }

  private Outcome<Audience> peer(Draft.Recipient.NamedPeer peer, Site sender) {
    return switch (mailboxes.named(peer, MIN_NAME)) {
      case Outcome.Refused<Mailbox>(Reason reason, String detail, Optional<Duration> in) ->
          new Outcome.Refused<>(reason, detail, in);
      case Outcome.Done<Mailbox>(Mailbox mailbox) -> {
        if (!mailbox.hasRoom(config, sender)) {
          yield Outcome.tooMany(
              "the peer has not fetched what it was sent; too much is waiting already", SWEEP);
        }
        SwarmMember member = mailbox.member;
        yield limited(toPeer, member, new Audience.Peer(member), "to this peer");
      }
    };
  }

  private <K> Outcome<Audience> limited(
      RateLimit<K> limit, K who, Audience audience, String words) {
    Optional<Duration> wait = limit.take(who, loop.nanoTime());
    return wait.isEmpty()
        ? new Outcome.Done<>(audience)
        : Outcome.tooMany("too many messages " + words, wait.get());
  }

  private void relay(
      Message.Sender sender, Audience audience, String text, Consumer<Outcome<Receipt>> receiver) {
    long now = loop.epochMillis();
    Message message = new Message(numbers.next(now), now, sender, audience, text);
    // It is ours until it is clear where it goes.
    Letter letter = letters.take(new Letter(message, loop.nanoTime()));
    ring.hold(letter);
    int delivered = 0;
    int kept = 0;
    int missed = 0;
    List<Mailbox> attended = new ArrayList<>();
    for (Mailbox mailbox : mailboxes.of(audience)) {
      if (mailbox.member.equals(sender.member().orElse(null))) {
        continue;
      }
      if (!mailbox.hasRoom(config, letter.site)) {
        missed++;
        continue;
      }
      letters.releaseAll(mailbox.put(letter, config.maxKeptPerMailbox()));
      if (mailbox.attended()) {
        attended.add(mailbox);
        delivered++;
      } else {
        kept++;
      }
    }
    letters.remember(letter);
    Receipt receipt = new Receipt(message.sequence(), delivered, kept, missed);
    unsaved++;
    journal.add(
        message,
        () -> {
          unsaved--;
          receiver.accept(new Outcome.Done<>(receipt));
        });
    letters.release(letter);
    attended.forEach(Mailbox::deliver);
    events.accept(message);
  }

  // ---- fetching --------------------------------------------------------------------------------

  /// Hands out what is in a mailbox, now or when there is something.
  ///
  /// @param reader where the request comes from
  /// @param receiver hears once; with no messages if none came in time
  public void fetch(Fetch fetch, InetAddress reader, Consumer<Outcome<Mail>> receiver) {
    loop.execute(() -> {
      Site site = Site.of(reader);
      Optional<Duration> wait = fetching.take(site, loop.nanoTime());
      if (closed) {
        receiver.accept(closing());
      } else if (wait.isPresent()) {
        receiver.accept(Outcome.tooMany("too many requests from your address", wait.get()));
      } else {
        identify(
            fetch.who(),
            site,
            outcome -> {
              switch (outcome) {
                case Outcome.Done<Boolean> _ -> open(fetch, site, receiver);
                case Outcome.Refused<Boolean>(
                        Reason reason,
                        String detail,
                        Optional<Duration> in) ->
                    receiver.accept(new Outcome.Refused<>(reason, detail, in));
              }
            });
      }
    });
  }

  private void open(Fetch fetch, Site site, Consumer<Outcome<Mail>> receiver) {
    if (closed) {
      receiver.accept(closing());
      return;
    }
    Mailbox mailbox = mailboxes.find(fetch.who().member());
    if (mailbox == null) {
      if (mailboxes.size() >= config.maxMailboxes()) {
        receiver.accept(Outcome.tooMany("too many peers take messages here", SWEEP));
        return;
      }
      if (mailboxes.at(site) >= config.maxMailboxesPerSite()) {
        receiver.accept(Outcome.tooMany("too many peers of your address take messages", SWEEP));
        return;
      }
      mailbox =
          new Mailbox(
              fetch.who().member(),
              fetch.who().key(),
              site,
              numbers.last(),
              numbers.last(),
              loop.nanoTime());
      mailboxes.add(mailbox);
      record(mailbox);
    }
    handOut(mailbox, fetch, receiver);
  }

  private void handOut(Mailbox mailbox, Fetch fetch, Consumer<Outcome<Mail>> receiver) {
    mailbox.seenNanos = loop.nanoTime();
    // Nobody has what was not sent yet: whoever says so has it from a tracker that was here before.
    long acknowledged = Math.min(fetch.acknowledged(), numbers.last());
    List<Letter> gone = mailbox.acknowledge(acknowledged);
    gone.stream()
        .map(letter -> letter.original)
        .filter(message -> !message.open())
        .forEach(journal::acknowledged);
    letters.releaseAll(gone);
    if (!gone.isEmpty() || mailbox.seenNanos - mailbox.recordedNanos > RECORD.toNanos()) {
      record(mailbox);
    }
    long after = Math.max(acknowledged, Math.min(fetch.after(), numbers.last()));
    Mail mail = mailbox.mail(after);
    Duration wait =
        fetch.patience().compareTo(config.maxWait()) > 0 ? config.maxWait() : fetch.patience();
    if (!mail.messages().isEmpty() || !wait.isPositive()) {
      mailbox.replace();
      receiver.accept(new Outcome.Done<>(mail));
      return;
    }
    mailbox.await(after, receiver, loop.schedule(wait, mailbox::giveUp));
  }

  /// The last messages, oldest first: those to one peer without their text.
  public void recent(Consumer<List<Message>> receiver) {
    loop.execute(
        () -> receiver.accept(letters.recent().stream().map(letter -> letter.message).toList()));
  }

  // ---- who is who ------------------------------------------------------------------------------

  /// Answers on the loop.
  private void identify(Claim claim, Site site, Consumer<Outcome<Boolean>> receiver) {
    Optional<Duration> wait = wrongKeys.wait(site, loop.nanoTime());
    if (wait.isPresent()) {
      receiver.accept(Outcome.tooMany("too many wrong keys from your address", wait.get()));
      return;
    }
    Mailbox mailbox = mailboxes.find(claim.member());
    if (mailbox != null) {
      receiver.accept(judge(mailbox.key == claim.key() ? KeyProof.PROVEN : KeyProof.WRONG, site));
      return;
    }
    keys.proves(
        claim.member().infoHash(),
        claim.member().peerId(),
        claim.key(),
        proof -> loop.execute(() -> receiver.accept(judge(proof, site))));
  }

  private Outcome<Boolean> judge(KeyProof proof, Site site) {
    return switch (proof) {
      case PROVEN -> new Outcome.Done<>(true);
      case NONE ->
          Outcome.refused(
              Reason.FORBIDDEN, "peer_id: this peer has not announced itself here with a key");
      case CONTESTED ->
          Outcome.refused(Reason.FORBIDDEN, "peer_id: another peer announces itself under it");
      case WRONG -> {
        // How long to wait is asked before the next one.
        Optional<Duration> _ = wrongKeys.take(site, loop.nanoTime());
        yield Outcome.refused(Reason.FORBIDDEN, "key: not the one this peer announces itself with");
      }
    };
  }

  // ---- what stays ------------------------------------------------------------------------------

  private void record(Mailbox mailbox) {
    mailbox.recordedNanos = mailbox.seenNanos;
    journal.put(
        new MessageJournal.MailboxRecord(
            mailbox.member,
            mailbox.key,
            mailbox.site,
            mailbox.opened,
            mailbox.after(),
            loop.epochMillis()));
  }

  private void restore(MessageJournal.Kept kept) {
    long now = loop.nanoTime();
    long nowMillis = loop.epochMillis();
    for (MessageJournal.MailboxRecord saved : kept.mailboxes()) {
      Duration ago = Duration.ofMillis(Math.max(0, nowMillis - saved.seenMillis()));
      numbers.seen(Math.max(saved.opened(), saved.after()));
      if (ago.compareTo(config.away()) > 0 || mailboxes.size() >= config.maxMailboxes()) {
        journal.drop(saved.member());
        continue;
      }
      mailboxes.add(
          new Mailbox(
              saved.member(),
              saved.key(),
              saved.site(),
              saved.opened(),
              saved.after(),
              now - ago.toNanos()));
    }
    for (Message message : kept.messages()) {
      numbers.seen(message.sequence());
      Duration ago = Duration.ofMillis(Math.max(0, nowMillis - message.sentMillis()));
      Letter letter = letters.take(new Letter(message, now - ago.toNanos()));
      if (ago.compareTo(config.keep()) <= 0) {
        putBack(letter);
      }
      letters.release(letter);
    }
  }

  private void putBack(Letter letter) {
    Message message = letter.message;
    for (Mailbox mailbox : mailboxes.of(message.audience())) {
      boolean own = mailbox.member.equals(message.sender().member().orElse(null));
      boolean due = letter.sequence() > Math.max(mailbox.opened, mailbox.after());
      if (!own && due && mailbox.hasRoom(config, letter.site)) {
        letters.releaseAll(mailbox.put(letter, config.maxKeptPerMailbox()));
      }
    }
    if (message.open()) {
      letters.remember(letter);
    }
  }

  private void scheduleSweep() {
    if (!closed) {
      nextSweep =
          loop.schedule(
              SWEEP,
              () -> {
                sweep();
                scheduleSweep();
              });
    }
  }

  private void sweep() {
    ring.sweep();
    long now = loop.nanoTime();
    for (Mailbox mailbox : List.copyOf(mailboxes.all())) {
      if (!mailbox.attended() && now - mailbox.seenNanos > config.away().toNanos()) {
        mailboxes.remove(mailbox);
        letters.releaseAll(mailbox.letters());
        journal.drop(mailbox.member);
      } else if (!mailbox.isEmpty()) {
        letters.releaseAll(mailbox.expire(now - config.keep().toNanos()));
      }
    }
  }

  private static <T> Outcome<T> closing() {
    return Outcome.refused(Reason.CLOSED, "the tracker is ending");
  }

  /// Whoever waits is sent away, and nothing is taken any more. Idempotent.
  @Override
  public void close() {
    loop.execute(() -> {
      closed = true;
      if (nextSweep != null) {
        nextSweep.cancel();
      }
      mailboxes.all().forEach(mailbox -> mailbox.answer(closing()));
    });
  }
}
