package dev.panal.cluster;

import dev.panal.io.Failure.Reason;
import dev.panal.io.Result;
import java.util.concurrent.CompletionException;
import org.infinispan.commons.TimeoutException;

/// What became of a call of Infinispan.
final class Outcome {
  static final Result<Void> DONE = done();

  private Outcome() {}

  /// Nothing, of which there is no instance.
  @SuppressWarnings("NullAway")
  private static Result<Void> done() {
    return Result.done(null);
  }

  /// @param subject what a failure is about
  static Result<Void> of(String subject, Runnable call) {
    try {
      call.run();
      return DONE;
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null
          && (cause instanceof CompletionException
              || cause instanceof org.infinispan.commons.CacheException)
          && !(cause instanceof TimeoutException)) {
        cause = cause.getCause();
      }
      Reason reason = cause instanceof TimeoutException ? Reason.TIMED_OUT : Reason.UNREACHABLE;
      String detail = cause.getMessage();
      return Result.failed(reason, subject, detail == null ? cause.toString() : detail);
    }
  }
}
