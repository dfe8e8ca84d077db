package dev.panal.app.tracker.message;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.io.EventLoop;
import dev.panal.tracker.message.Message;
import dev.panal.tracker.message.MessageJournal;
import dev.panal.tracker.message.SwarmMember;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps messages and mailboxes in the tracker's database.
///
/// The loop notes what changes in a batch; a thread writes it, all at once, while the next batch
/// fills. So a message is on its way to the disk within milliseconds, and ten thousand a second
/// cost a few transactions. A batch is as large as the relay lets it be: messages that wait to be
/// saved have a limit there, and everything else is as much as the relay knows.
///
/// What cannot be written is told by the database; messages go on without it.
final class SqliteJournal implements MessageJournal, AutoCloseable {
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final TrackerDatabase database;
  private final Kept kept;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private JournalBatch batch = new JournalBatch();
  private boolean ended;

  /// Reads what is there; blocks.
  ///
  /// @throws IOException if that is not possible; names the file
  SqliteJournal(EventLoop loop, TrackerDatabase database) throws IOException {
    this.loop = loop;
    this.database = database;
    database.prepare("message", MessageTables.SCHEMA);
    try {
      this.kept = database.transaction(MessageTables::read);
    } catch (SQLException e) {
      throw new IOException(
          database.folder().resolve(TrackerDatabase.FILE) + ": messages: " + e.getMessage(), e);
    }
    this.thread = Thread.ofVirtual().name("panal-messages").start(this::run);
  }

  /// What there was at the start.
  Kept kept() {
    return kept;
  }

  @Override
  public void add(Message message, Runnable saved) {
    note(due -> due.add(message, saved));
  }

  @Override
  public void remove(long sequence) {
    note(due -> due.remove(sequence));
  }

  @Override
  public void put(MailboxRecord mailbox) {
    note(due -> due.put(mailbox));
  }

  @Override
  public void drop(SwarmMember member) {
    note(due -> due.drop(member));
  }

  private void note(java.util.function.Consumer<JournalBatch> change) {
    lock.lock();
    try {
      change.accept(batch);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        JournalBatch due = next();
        if (due.isEmpty()) {
          return;
        }
        write(due);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// An empty batch is the end.
  private JournalBatch next() throws InterruptedException {
    lock.lock();
    try {
      while (batch.isEmpty() && !ended) {
        changed.await();
      }
      JournalBatch due = batch;
      batch = new JournalBatch();
      return due;
    } finally {
      lock.unlock();
    }
  }

  private void write(JournalBatch due) {
    try {
      int _ = database.transaction(due::write);
    } catch (SQLException e) {
      // The database has told it, and in memory all goes on.
    }
    loop.execute(due::saved);
  }

  /// Writes what is left.
  @Override
  public void close() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      boolean _ = thread.join(GOODBYE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
