package dev.panal.app.tracker.message;

import dev.panal.tracker.message.Message;
import dev.panal.tracker.message.MessageJournal.MailboxRecord;
import dev.panal.tracker.message.SwarmMember;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Changes that are written together: of each message and mailbox the last one counts.
final class JournalBatch {
  private final Map<Long, Message> added = new LinkedHashMap<>();
  private final Set<Long> removed = new LinkedHashSet<>();
  private final Map<SwarmMember, Optional<MailboxRecord>> mailboxes = new LinkedHashMap<>();
  private final List<Runnable> saved = new ArrayList<>();

  void add(Message message, Runnable whenSaved) {
    added.put(message.sequence(), message);
    saved.add(whenSaved);
  }

  void remove(long sequence) {
    if (added.remove(sequence) == null) {
      removed.add(sequence);
    }
  }

  void put(MailboxRecord mailbox) {
    mailboxes.put(mailbox.member(), Optional.of(mailbox));
  }

  void drop(SwarmMember member) {
    mailboxes.put(member, Optional.empty());
  }

  boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && mailboxes.isEmpty() && saved.isEmpty();
  }

  /// @return how many rows there were to write
  int write(Connection db) throws SQLException {
    MessageTables.add(db, added.values());
    MessageTables.remove(db, removed);
    MessageTables.write(db, mailboxes);
    return added.size() + removed.size() + mailboxes.size();
  }

  /// On the loop, when it was written.
  void saved() {
    saved.forEach(Runnable::run);
  }
}
