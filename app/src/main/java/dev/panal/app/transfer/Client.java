package dev.panal.app.transfer;

import dev.panal.app.console.CommandFailure;
import dev.panal.app.console.ExitCode;
import dev.panal.app.console.Failures;
import dev.panal.app.message.MessageReader;
import dev.panal.app.message.ReceivedMessage;
import dev.panal.app.network.Addresses;
import dev.panal.app.resume.SqliteResumeStore;
import dev.panal.engine.AddTorrent;
import dev.panal.engine.ResumeData;
import dev.panal.engine.Session;
import dev.panal.engine.SessionEvent;
import dev.panal.engine.TorrentSnapshot;
import dev.panal.io.Completion;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import dev.panal.platform.Platform;
import dev.panal.platform.PlatformConfig;
import dev.panal.wire.InfoHash;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A session in the real world, for a thread that waits.
final class Client implements AutoCloseable {
  /// A loop that does not answer for so long hangs.
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /// Of the three seconds that an end may take, what is left to say goodbye in.
  private static final Duration GOODBYE = Duration.ofMillis(2_500);

  private final TransferOptions options;
  private final Platform platform;
  private final SqliteResumeStore store;
  private final Session session;
  private final MessageReader messages;

  private Client(
      TransferOptions options,
      Platform platform,
      SqliteResumeStore store,
      Session session,
      MessageReader messages) {
    this.options = options;
    this.platform = platform;
    this.store = store;
    this.session = session;
    this.messages = messages;
  }

  /// @param events hears of everything, on the loop
  /// @param received hears of messages and of the trackers that they came from, on the loop
  /// @param trouble hears why resume data cannot be kept, on a thread of its own
  static Client open(
      TransferOptions options,
      Consumer<SessionEvent> events,
      BiConsumer<String, ReceivedMessage> received,
      Consumer<String> trouble) {
    try {
      Platform platform = Platform.open(platform(options.bind()));
      SqliteResumeStore store =
          new SqliteResumeStore(platform.ports().loop(), options.home(), options.folder(), trouble);
      MessageReader messages = new MessageReader(platform.ports(), received);
      Consumer<SessionEvent> all =
          event -> {
            if (options.messages() && event instanceof SessionEvent.MessagesOffered offer) {
              messages.offered(offer);
            }
            events.accept(event);
          };
      Session session = new Session(platform.ports(), options.session(), store, all);
      return new Client(options, platform, store, session, messages);
    } catch (IOException e) {
      throw Failures.of("network", e);
    }
  }

  /// Trackers tell peers to come to where the announce came from, so it leaves from there.
  private static PlatformConfig platform(InetAddress bind) {
    PlatformConfig usual = PlatformConfig.defaults();
    return bind.isAnyLocalAddress() ? usual : usual.withHttp(usual.http().withFrom(bind));
  }

  /// Opens the port.
  void start() throws InterruptedException {
    Result<InetSocketAddress> result = await(session::start);
    if (result instanceof Result.Failed<InetSocketAddress>(Failure failure)) {
      throw new CommandFailure(
          ExitCode.FAILED,
          String.format(
              Locale.ROOT,
              "port %d on %s: %s; choose another with --port (0 for any free one) or --bind",
              options.port(),
              Addresses.bound(options.bind()),
              Failures.words(failure.detail())));
    }
  }

  /// Keeps what is known of a torrent before it is added.
  void remember(ResumeData known) throws InterruptedException {
    // Should it fail, the store tells its trouble; the files are checked once more, that is all.
    Result<Integer> _ = await(completion -> store.save(List.of(known), completion));
  }

  void add(AddTorrent torrent) throws InterruptedException {
    Result<InfoHash> result = await(completion -> session.add(torrent, completion));
    if (result instanceof Result.Failed<InfoHash>(Failure failure)) {
      throw new CommandFailure(ExitCode.FAILED, failure.toString());
    }
  }

  /// From any thread, also the loop: lets go of it, and leaves its files.
  void remove(InfoHash torrent) {
    session.remove(torrent, _ -> {});
  }

  List<TorrentSnapshot> snapshot() throws InterruptedException {
    CompletableFuture<List<TorrentSnapshot>> answer = new CompletableFuture<>();
    session.snapshot(answer::complete);
    return get(answer, ANSWER);
  }

  /// From any thread, also the loop: begins to end.
  void leave() {
    session.close(() -> {});
  }

  /// Says goodbye, saves, and lets go of everything; takes no longer than the goodbye may.
  @Override
  public void close() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    messages.close();
    session.close(() -> done.complete(true));
    try {
      get(done, GOODBYE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // What did not end in time is cut off; resume data was saved along the way.
    }
    store.close();
    platform.close();
  }

  private static <T> Result<T> await(Consumer<Completion<T>> call) throws InterruptedException {
    CompletableFuture<Result<T>> answer = new CompletableFuture<>();
    call.accept(answer::complete);
    return get(answer, ANSWER);
  }

  private static <T> T get(CompletableFuture<T> answer, Duration patience)
      throws InterruptedException {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the session's loop does not answer", e);
    }
  }
}
