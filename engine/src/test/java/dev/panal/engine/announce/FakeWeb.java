package dev.panal.engine.announce;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Http;
import dev.panal.io.Result;
import dev.panal.wire.tracker.AnnounceAnswer;
import dev.panal.wire.tracker.AnnounceQuery;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.BencodedReply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// HTTP trackers by host name. Hosts that are not there refuse; a host without an answer never
/// answers.
final class FakeWeb implements Http {
  static final Duration LATENCY = Duration.ofMillis(20);

  /// A request as it arrived.
  record Seen(String host, AnnounceRequest request, long atNanos) {}

  private final EventLoop loop;
  private final Map<String, Function<AnnounceRequest, Result<Reply>>> hosts = new HashMap<>();
  private final List<Seen> seen = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();
  private int underWay;
  private int mostUnderWay;

  FakeWeb(EventLoop loop) {
    this.loop = loop;
  }

  void tracker(String host, Function<AnnounceRequest, AnnounceAnswer> answers) {
    page(
        host,
        request ->
            reply(200, Map.of(), BencodedReply.encode(answers.apply(request), request.compact())));
  }

  void page(String host, Function<AnnounceRequest, Result<Reply>> answers) {
    hosts.put(host, answers);
  }

  void silent(String host) {
    hosts.put(host, request -> null);
  }

  void remove(String host) {
    hosts.remove(host);
  }

  static Result<Reply> reply(int status, Map<String, String> headers, byte[] body) {
    return Result.done(new Reply(status, headers, body));
  }

  static Result<Reply> reply(int status, String body) {
    return reply(status, Map.of(), body.getBytes(StandardCharsets.ISO_8859_1));
  }

  List<Seen> seen() {
    return seen;
  }

  List<Seen> seenBy(String host) {
    return seen.stream().filter(one -> one.host.equals(host)).toList();
  }

  List<Request> requests() {
    return requests;
  }

  int mostUnderWay() {
    return mostUnderWay;
  }

  @Override
  public EventLoop.Timer get(Request request, Completion<Reply> completion) {
    URI uri = request.uri();
    requests.add(request);
    AnnounceRequest announce = AnnounceQuery.decode(uri.getRawQuery());
    seen.add(new Seen(uri.getHost(), announce, loop.nanoTime()));
    mostUnderWay = Math.max(mostUnderWay, ++underWay);
    Function<AnnounceRequest, Result<Reply>> host = hosts.get(uri.getHost());
    Result<Reply> result =
        host == null
            ? Result.failed(Failure.Reason.UNREACHABLE, uri.getHost(), "connection refused")
            : host.apply(announce);
    boolean[] over = {false};
    Duration delay = result == null ? request.timeout() : LATENCY;
    Result<Reply> outcome =
        result == null
            ? Result.failed(Failure.Reason.TIMED_OUT, uri.getHost(), "no answer")
            : result;
    EventLoop.Timer timer = loop.schedule(delay, () -> end(over, completion, outcome));
    return () -> {
      timer.cancel();
      loop.execute(() ->
          end(
              over,
              completion,
              Result.failed(Failure.Reason.CANCELLED, uri.getHost(), "cancelled")));
    };
  }

  private void end(boolean[] over, Completion<Reply> completion, Result<Reply> outcome) {
    if (!over[0]) {
      over[0] = true;
      underWay--;
      completion.accept(outcome);
    }
  }
}
