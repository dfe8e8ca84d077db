package dev.panal.app.tracker.message;

import dev.panal.app.tracker.data.TrackerDatabase;
import dev.panal.io.EventLoop;
import dev.panal.tracker.Tracker;
import dev.panal.tracker.message.Message;
import dev.panal.tracker.message.MessageRelay;
import dev.panal.tracker.message.RelayConfig;
import java.io.IOException;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Handler;

/// A tracker's messages: the relay, what it keeps, and its place on the web.
public final class MessageRoom implements AutoCloseable {
  /// What announce replies name, and what clients may rely on.
  public static final String PATH = "/api/v1/messages";

  private final SqliteJournal journal;
  private final MessageRelay relay;
  private final Handler handler;

  /// Tells peers of `tracker` from now on that messages are taken.
  ///
  /// @param loop the tracker's
  /// @param events hears of every message, on the loop; must be quick
  /// @throws IOException if what is kept cannot be read; names the file
  public MessageRoom(
      EventLoop loop, Tracker tracker, TrackerDatabase database, Consumer<Message> events)
      throws IOException {
    this(loop, tracker, database, events, JournalSharing.NONE);
  }

  /// The same for one of several trackers.
  ///
  /// @param sharing carries what is kept to the others
  public MessageRoom(
      EventLoop loop,
      Tracker tracker,
      TrackerDatabase database,
      Consumer<Message> events,
      JournalSharing sharing)
      throws IOException {
    this.journal = new SqliteJournal(loop, database);
    this.relay =
        new MessageRelay(
            loop,
            tracker::proves,
            RelayConfig.defaults(),
            sharing.over(journal, journal.kept()),
            journal.kept(),
            events);
    sharing.begin(relay);
    this.handler = new MessageHandler(relay);
    tracker.offerMessages(PATH);
  }

  /// Answers below [#PATH].
  public Handler handler() {
    return handler;
  }

  /// To be closed while the loop still runs: what waits to be written is written. Idempotent.
  @Override
  public void close() {
    relay.close();
    journal.close();
  }
}
