package dev.panal.platform;

import dev.panal.io.Failure;
import dev.panal.io.Failure.Reason;
import dev.panal.io.Result;
import dev.panal.platform.hash.HashStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something that is to be hashed, and who hears of it. Whatever goes wrong is a result, too: other
/// streams are hashed at the same time.
final class HashJob implements HashStream {
  /// Where the bytes come from; see [HashStream#next(ByteBuffer)].
  @FunctionalInterface
  interface Source {
    ByteBuffer next(ByteBuffer scratch) throws DiskFault;
  }

  private static final ByteBuffer END = ByteBuffer.allocateDirect(0);
  private static final Logger log = LoggerFactory.getLogger(HashJob.class);

  private final Object subject;
  private final Source source;
  private final Consumer<Result<byte[]>> outcome;
  private @Nullable Failure failure;
  private boolean told;

  /// @param subject what a failure is about if nothing better is known
  /// @param outcome called on the thread that hashes, once
  HashJob(Object subject, Source source, Consumer<Result<byte[]>> outcome) {
    this.subject = subject;
    this.source = source;
    this.outcome = outcome;
  }

  @Override
  public ByteBuffer next(ByteBuffer scratch) {
    try {
      return source.next(scratch);
    } catch (DiskFault e) {
      failure = e.failure();
    } catch (RuntimeException | Error e) {
      bug(e);
    }
    return END;
  }

  @Override
  public void digest(byte[] digest) {
    tell(failure == null ? new Result.Done<>(digest) : new Result.Failed<>(failure));
  }

  /// The hashing itself failed; nobody is left waiting.
  void broken(Throwable e) {
    if (!told) {
      bug(e);
      cancel(failure);
    }
  }

  /// It will not be hashed.
  void cancel(@Nullable Failure reason) {
    tell(new Result.Failed<>(reason == null ? new Failure(Reason.IO, name(), "failed") : reason));
  }

  private void bug(Throwable e) {
    log.error("Hashing {} failed", subject, e);
    failure = new Failure(Reason.IO, name(), e.toString());
  }

  private String name() {
    return subject.toString();
  }

  private void tell(Result<byte[]> result) {
    told = true;
    outcome.accept(result);
  }
}
