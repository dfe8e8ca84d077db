package dev.panal.cluster;

import dev.panal.io.Failure.Reason;
import dev.panal.io.Result;
import java.util.concurrent.CompletionException;
import org.infinispan.commons.TimeoutException;

/// What became of a call of Infinispan.
final class Outcome {
  private Outcome() {}

  /// @param subject what a failure is about
  /// @param value the outcome if the call succeeds
  static <T> Result<T> of(String subject, Runnable call, T value) {
    try {
      call.run();
      return Result.done(value);
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
