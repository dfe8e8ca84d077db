package dev.panal.platform;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Http;
import dev.panal.io.Result;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// HTTP with the JDK's client, which is started with the first request.
///
/// Every exchange is a virtual thread that does one thing after the other ([HttpExchange]); what it
/// comes to is posted to the loop. The clock of an exchange runs on the loop and stops it by an
/// interrupt, so that no phase of it can take longer than the whole may.
final class JdkHttp implements Http {
  /// The client's own jobs, among them looking up names, which blocks a thread for as long as the
  /// name server takes.
  private static final int CLIENT_THREADS = 8;

  /// Requests that wait for their turn: those of a torrent with ten thousand trackers.
  private static final int WAITING_REQUESTS = 16_384;

  private static final Duration ENDING = Duration.ofSeconds(2);

  private final NioLoop loop;
  private final PlatformConfig.HttpConfig config;
  private final Workers workers;
  private final Queue<Running> waiting = new ArrayDeque<>();
  private final Set<Running> running = new LinkedHashSet<>();
  private @Nullable HttpClient client;
  private boolean closed;

  JdkHttp(NioLoop loop, String name, PlatformConfig.HttpConfig config) {
    this.loop = loop;
    this.config = config;
    workers = new Workers(name + "-http", CLIENT_THREADS, Integer.MAX_VALUE);
  }

  @Override
  public EventLoop.Timer get(Request request, Completion<Reply> completion) {
    loop.requireLoop();
    Running exchange = new Running(request, completion);
    if (closed || waiting.size() >= WAITING_REQUESTS) {
      exchange.end(failed(request, Reason.CANCELLED, closed ? "closed" : "too many requests wait"));
    } else {
      waiting.add(exchange);
      startNext();
    }
    return exchange;
  }

  private void startNext() {
    while (running.size() < config.exchanges()) {
      Running next = waiting.poll();
      if (next == null) {
        return;
      }
      running.add(next);
      next.start(client());
    }
  }

  private HttpClient client() {
    HttpClient open = client;
    if (open == null) {
      open =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .executor(workers::execute)
              .localAddress(config.from().orElse(null))
              .build();
      client = open;
    }
    return open;
  }

  /// On the loop: takes back what runs and waits.
  void cancelAll() {
    closed = true;
    List.copyOf(waiting).forEach(Running::cancel);
    List.copyOf(running).forEach(Running::cancel);
  }

  /// Off the loop, after [#cancelAll()] has run.
  void finish() {
    HttpClient open = client;
    if (open != null) {
      open.shutdownNow();
      try {
        boolean _ = open.awaitTermination(ENDING);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    workers.abandon();
  }

  private static Result<Reply> failed(Request request, Reason reason, String detail) {
    return new Result.Failed<>(new Failure(reason, HttpExchange.subject(request.uri()), detail));
  }

  /// One request from the call to its completion. On the loop.
  private final class Running implements EventLoop.Timer {
    private final Request request;
    private final Completion<Reply> completion;
    private @Nullable Thread thread;
    private EventLoop.@Nullable Timer deadline;
    private boolean ended;

    Running(Request request, Completion<Reply> completion) {
      this.request = request;
      this.completion = completion;
    }

    void start(HttpClient open) {
      deadline =
          loop.schedule(
              request.timeout(),
              () -> end(failed(request, Reason.TIMED_OUT, "no complete answer in time")));
      HttpExchange exchange = new HttpExchange(open, config.userAgent(), request);
      thread =
          Thread.ofVirtual()
              .start(() -> {
                Result<Reply> result = exchange.run();
                loop.execute(() -> end(result));
              });
    }

    @Override
    public void cancel() {
      loop.requireLoop();
      end(failed(request, Reason.CANCELLED, "taken back"));
    }

    private void end(Result<Reply> result) {
      if (ended) {
        return;
      }
      ended = true;
      if (deadline != null) {
        deadline.cancel();
      }
      if (thread != null) {
        thread.interrupt();
      }
      waiting.remove(this);
      running.remove(this);
      loop.execute(() -> {
        startNext();
        completion.accept(result);
      });
    }
  }
}
