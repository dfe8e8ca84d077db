package dev.panal.platform;

import dev.panal.io.Completion;
import dev.panal.io.EventLoop;
import dev.panal.io.Failure;
import dev.panal.io.Result;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/// Looks up host names, with the blocking call of the system on threads of its own.
final class Resolver implements AutoCloseable {
  private final EventLoop loop;
  private final Workers workers;

  Resolver(EventLoop loop, Workers workers) {
    this.loop = loop;
    this.workers = workers;
  }

  void resolve(String host, Completion<List<InetAddress>> completion) {
    try {
      InetAddress literal = InetAddress.ofLiteral(host);
      loop.execute(() -> completion.accept(Result.done(List.of(literal))));
    } catch (IllegalArgumentException notALiteral) {
      lookUp(host, completion);
    }
  }

  private void lookUp(String host, Completion<List<InetAddress>> completion) {
    try {
      workers.execute(() -> {
        Result<List<InetAddress>> result = lookUp(host);
        loop.execute(() -> completion.accept(result));
      });
    } catch (RejectedExecutionException e) {
      loop.execute(() ->
          completion.accept(
              Result.failed(Failure.Reason.CANCELLED, host, "too many look-ups, or closed")));
    }
  }

  private static Result<List<InetAddress>> lookUp(String host) {
    try {
      return Result.done(List.of(InetAddress.getAllByName(host)));
    } catch (UnknownHostException e) {
      return Result.failed(Failure.Reason.UNKNOWN_HOST, host, "unknown host");
    }
  }

  /// A look-up cannot be interrupted; one that hangs ends with the system's own time limit.
  @Override
  public void close() {
    workers.abandon();
  }
}
