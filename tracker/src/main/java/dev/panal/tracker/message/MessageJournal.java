package dev.panal.tracker.message;

import java.util.List;

/// What outlives the process. Called on the relay's loop; must not block there.
public interface MessageJournal {
  /// A journal for a relay that forgets everything with the process.
  MessageJournal NONE =
      new MessageJournal() {
        @Override
        public void add(Message message, Runnable saved) {
          saved.run();
        }

        @Override
        public void remove(long sequence) {}

        @Override
        public void put(MailboxRecord mailbox) {}

        @Override
        public void drop(SwarmMember member) {}
      };

  /// Keeps a message.
  ///
  /// @param saved runs on the loop once the message survives the end of the process, or once it is
  ///   clear that it cannot be saved; perhaps within this call
  void add(Message message, Runnable saved);

  /// Nobody needs this message any more.
  void remove(long sequence);

  /// The peer that this message was for, and nobody else, has it.
  default void acknowledged(Message message) {}

  /// A mailbox is as follows from now on.
  void put(MailboxRecord mailbox);

  /// A mailbox is gone.
  void drop(SwarmMember member);

  /// A mailbox without what is in it: that follows from the messages.
  ///
  /// @param site where its owner opened it
  /// @param opened the sequence number of the last message before the mailbox was there
  /// @param after its owner has all messages up to this one
  /// @param seenMillis when its owner came last
  record MailboxRecord(
      SwarmMember member, int key, Site site, long opened, long after, long seenMillis) {}

  /// What a journal has kept.
  ///
  /// @param messages by growing sequence number
  record Kept(List<Message> messages, List<MailboxRecord> mailboxes) {
    public static final Kept NOTHING = new Kept(List.of(), List.of());

    public Kept {
      messages = List.copyOf(messages);
      mailboxes = List.copyOf(mailboxes);
    }
  }
}
