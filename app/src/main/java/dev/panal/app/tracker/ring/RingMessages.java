package dev.panal.app.tracker.ring;

import dev.panal.app.tracker.message.JournalSharing;
import dev.panal.app.tracker.ring.MessageRows.MessageKey;
import dev.panal.io.EventLoop;
import dev.panal.tracker.message.Message;
import dev.panal.tracker.message.MessageJournal;
import dev.panal.tracker.message.MessageRelay;
import dev.panal.tracker.message.RelayConfig;
import dev.panal.tracker.message.SwarmMember;
import dev.panal.tracker.ring.SharedRows.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Carries messages and mailboxes between the relays of a ring.
///
/// A message is a row from when it is sent until its only reader has it, or until its time is over;
/// a mailbox is one as long as its owner comes. What a relay drops because of its own limits is no
/// business of the others.
final class RingMessages implements JournalSharing {
  private static final Duration EXPIRE = Duration.ofHours(1);

  private final RingRows rows;
  private final EventLoop loop;
  private final InstantSource clock;
  private final RelayConfig config;
  private final int slot;

  /// @param slot see [MessageRelay#join]
  RingMessages(RingRows rows, EventLoop loop, InstantSource clock, RelayConfig config, int slot) {
    this.rows = rows;
    this.loop = loop;
    this.clock = clock;
    this.config = config;
    this.slot = slot;
  }

  @Override
  public MessageJournal over(MessageJournal local, MessageJournal.Kept kept) {
    // What was there before there was a ring, or was not yet a row when the process was killed.
    for (MessageJournal.MailboxRecord mailbox : kept.mailboxes()) {
      if (rows.find(Kind.MAILBOX, MessageRows.key(mailbox.member())).isEmpty()) {
        put(mailbox);
      }
    }
    for (Message message : kept.messages()) {
      if (rows.find(Kind.MESSAGE, MessageKey.of(message).encode()).isEmpty()) {
        put(message, () -> {});
      }
    }
    return new Journal(local);
  }

  @Override
  public void begin(MessageRelay relay) {
    relay.join(slot);
    expire();
    // Mailboxes first: then messages find them.
    rows.all(Kind.MAILBOX).forEach(row -> tellMailbox(row, relay));
    rows.all(Kind.MESSAGE).forEach(row -> tellMessage(row, relay));
    rows.listen(Kind.MAILBOX, row -> tellMailbox(row, relay));
    rows.listen(Kind.MESSAGE, row -> tellMessage(row, relay));
    rows.all(Kind.MAILBOX).forEach(row -> rows.offer(Kind.MAILBOX, row));
    rows.all(Kind.MESSAGE).forEach(row -> rows.offer(Kind.MESSAGE, row));
    loop.execute(this::expireLater);
  }

  private static void tellMailbox(Row row, MessageRelay relay) {
    row.value().flatMap(value -> MessageRows.mailbox(row.key(), value)).ifPresent(relay::heard);
  }

  private static void tellMessage(Row row, MessageRelay relay) {
    if (row.value().isPresent()) {
      MessageRows.message(row.key(), row.value().get()).ifPresent(relay::heard);
    } else {
      MessageKey key = MessageKey.decode(row.key());
      key.member().ifPresent(member -> relay.heardAcknowledged(key.sequence(), member));
    }
  }

  private void put(MessageJournal.MailboxRecord mailbox) {
    String key = MessageRows.key(mailbox.member());
    long version = rows.nextVersion(Kind.MAILBOX, key);
    rows.put(Kind.MAILBOX, key, version, Optional.of(MessageRows.encode(mailbox)));
  }

  private void put(Message message, Runnable then) {
    rows.put(
        Kind.MESSAGE,
        MessageKey.of(message).encode(),
        message.sentMillis(),
        Optional.of(MessageRows.encode(message)),
        then);
  }

  private void expireLater() {
    EventLoop.Timer _ =
        loop.schedule(
            EXPIRE,
            () -> {
              expire();
              expireLater();
            });
  }

  /// All trackers do the same to the same rows, so they need not agree on who does it.
  private void expire() {
    long now = clock.millis();
    for (Row row : rows.living(Kind.MESSAGE)) {
      if (row.version() < now - config.keep().toMillis()) {
        rows.put(Kind.MESSAGE, row.key(), row.version() + 1, Optional.empty());
      }
    }
    for (Row row : rows.living(Kind.MAILBOX)) {
      if (row.version() < now - config.away().toMillis()) {
        rows.put(Kind.MAILBOX, row.key(), row.version() + 1, Optional.empty());
      }
    }
  }

  /// What happens here, for the others and for the disk.
  private final class Journal implements MessageJournal {
    private final MessageJournal local;

    Journal(MessageJournal local) {
      this.local = local;
    }

    @Override
    public void add(Message message, Runnable saved) {
      Runnable half = both(saved);
      local.add(message, half);
      RingMessages.this.put(message, () -> loop.execute(half));
    }

    /// Runs `then` the second time; on the loop.
    private static Runnable both(Runnable then) {
      return new Runnable() {
        private boolean once;

        @Override
        public void run() {
          if (once) {
            then.run();
          }
          once = true;
        }
      };
    }

    @Override
    public void remove(long sequence) {
      local.remove(sequence);
    }

    @Override
    public void acknowledged(Message message) {
      rows.put(
          Kind.MESSAGE,
          MessageKey.of(message).encode(),
          message.sentMillis() + 1,
          Optional.empty());
    }

    @Override
    public void put(MailboxRecord mailbox) {
      local.put(mailbox);
      RingMessages.this.put(mailbox);
    }

    @Override
    public void drop(SwarmMember member) {
      local.drop(member);
    }
  }
}
