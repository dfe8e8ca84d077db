package dev.panal.engine.announce;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Http;
import dev.panal.io.Result;
import dev.panal.wire.ProtocolException;
import dev.panal.wire.tracker.AnnounceAnswer;
import dev.panal.wire.tracker.AnnounceRequest;
import dev.panal.wire.tracker.BencodedReply;
import dev.panal.wire.tracker.TrackerFailure;
import dev.panal.wire.tracker.TrackerUrl;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/// Announces over HTTP (BEP 3).
final class HttpTrackers {
  /// Ten times a reply of 2000 peers in the long form; what is longer is no reply.
  static final int MAX_REPLY_BYTES = 1024 * 1024;

  /// From http to https, to another host, to another path, and some.
  static final int MAX_REDIRECTS = 5;

  private final Http http;
  private final Map<String, String> headers;

  HttpTrackers(Http http, String agent) {
    this.http = http;
    this.headers = Collections.singletonMap("User-Agent", agent);
  }

  EventLoop.Timer announce(
      TrackerUrl.Http url,
      AnnounceRequest request,
      Duration timeout,
      Completion<AnnounceAnswer> completion) {
    Http.Request get =
        new Http.Request(url.announce(request), headers, MAX_REPLY_BYTES, timeout, MAX_REDIRECTS);
    String host = url.uri().getHost();
    return http.get(
        get,
        result ->
            completion.accept(
                switch (result) {
                  case Result.Done<Http.Reply>(Http.Reply reply) -> answer(host, reply);
                  case Result.Failed<Http.Reply>(Failure failure) -> new Result.Failed<>(failure);
                }));
  }

  /// Some trackers put a failure reason into the body of an error, and that says more than the
  /// status.
  private static Result<AnnounceAnswer> answer(String host, Http.Reply reply) {
    boolean ok = reply.status() == 200;
    try {
      AnnounceAnswer answer = BencodedReply.decodeAnnounce(reply.body());
      if (ok || answer instanceof TrackerFailure) {
        return Result.done(answer);
      }
    } catch (ProtocolException e) {
      if (ok) {
        return Result.failed(Failure.Reason.PROTOCOL, host, e.getMessage());
      }
    }
    String status = "HTTP status " + reply.status();
    Optional<Duration> retry = retryAfter(reply);
    return retry.isPresent()
        ? Result.done(new TrackerFailure(status, new TrackerFailure.Retry.After(retry.get())))
        : Result.failed(Failure.Reason.PROTOCOL, host, status);
  }

  /// The header that goes with 429 and 503, where it is a number of seconds.
  private static Optional<Duration> retryAfter(Http.Reply reply) {
    String value = reply.headers().getOrDefault("retry-after", "");
    return value.matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Integer.parseInt(value)))
        : Optional.empty();
  }
}
